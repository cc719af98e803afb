import type { AgentClient } from '../channel/index.js';
import type { SealedStore, Signer, WorkingStore } from '../custody/index.js';
import type { EnvironmentStore } from '../operation/index.js';
import type { SnapshotFolder } from '../snapshots/index.js';
import type { Logins } from './logins.js';
import type { MachineState, TargetState } from './model/index.js';
import type { ClusterSpec } from './spec/cluster-spec.js';

/** The user's command between trust gate and promotion. */
export type Hook = NonNullable<ClusterSpec['hook']>;

/** A machine of the environment as its platform knows it. */
export interface MachineView {
  readonly id: string;
  readonly slot: string;
  readonly zone: string;
  readonly address: string;
  readonly image: string;
  readonly state: MachineState;
  /** Whether Terraform's state has been seen to hold it. */
  readonly claimed: boolean;
  /**
   * Whether it has a disk of its own, and the snapshots on it are nowhere else.
   * @default false: it shares the environment's folder
   */
  readonly ownDisk?: boolean;
}

/** What the cluster needs of the platform it runs on. One small object, so that clouds and tests can be one too. */
export interface ClusterPlatform {
  /** Machines that may be members, dead ones included. */
  machines(): Promise<readonly MachineView[]>;
  /** @throws Error when there is no machine of this id. */
  agent(id: string): Promise<AgentClient>;
  /** What the balancer says of its targets; null when it does not answer. */
  targets(): Promise<ReadonlyMap<string, TargetState> | null>;
  /** A token for the node's transit seal, or undefined when the seal needs none. */
  sealToken(id: string): Promise<string | undefined>;
  /** Stops and wipes a machine that no state knows. */
  sweep(id: string): Promise<void>;
}

/** Whom the steps work with and on. */
export interface ClusterAccess {
  readonly platform: ClusterPlatform;
  readonly store: EnvironmentStore;
  readonly working: WorkingStore;
  readonly signer: Signer;
  readonly sealed: SealedStore;
  readonly logins: Logins;
  readonly snapshots: SnapshotFolder;
  /** Runs the user's hook on the operator's side. @returns why it said no, null when it said yes */
  runHook(
    hook: Hook,
    variables: Readonly<Record<string, string>>,
    run: { readonly signal: AbortSignal; readonly progress: (line: string) => void },
  ): Promise<string | null>;
}
