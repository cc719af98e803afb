import type { EngineRelease, SealType } from '../../schema/index.js';
import type { AutopilotSettings } from './autopilot.js';
import type { Timing } from './timing.js';

/** A machine that Terraform made and wants to be a voter. */
export interface DesiredNode {
  /** Machine id and raft node_id: one life, never used again. */
  readonly id: string;
  readonly slot: string;
  readonly zone: string;
  readonly address: string;
  /** Digest of the image that it boots. */
  readonly image: string;
}

/** What the stack asks for, as far as membership is concerned. A member that is not in `nodes` is to be retired. */
export interface Desired {
  readonly environment: string;
  readonly nodes: readonly DesiredNode[];
  readonly engine: EngineRelease;
  readonly seal: SealType;
  /** The auto-seal that the cluster comes from, as far as the stack still names it. */
  readonly formerSeal: SealType | null;
  /** Settings of a cluster at rest; set as the last thing an operation does. */
  readonly autopilot: AutopilotSettings;
  readonly timing: Timing;
  /** Whether shares can be had without a person (lab with its own key); only asked with the Shamir seal. */
  readonly unattendedUnseal: boolean;
  /** Explicit consent to a version pair that nobody has tried. */
  readonly allowUnknownVersionPair: boolean;
  /** Whether the user has a hook between the trust gate and the promotion. */
  readonly hook: boolean;
  /** Whether the machines wait, empty, for the cluster of another environment. */
  readonly standby: boolean;
  /** Whether the convergence waits for the balancer; false when the platform has none. */
  readonly balancer: boolean;
}
