import type { AutopilotSettings } from './autopilot.js';
import type { CustodyState } from './custody-state.js';
import type { OperationFacts } from './facts.js';
import type { HookState, Pause } from './intents.js';
import type { NodeReport } from './node-report.js';

/** What the platform says of a machine. Only `gone` and `stopped` prove that nothing runs on it (law 9). */
export type MachineState = 'running' | 'stopped' | 'gone' | 'unknown';

/**
 * What the balancer says of a node, from its own view.
 * `drained`: attached, gets no new connections, has none left. `unknown`: the balancer does not answer.
 */
export type TargetState = 'absent' | 'unhealthy' | 'healthy' | 'draining' | 'drained' | 'unknown';

/**
 * How a node's runtime configuration compares with the desired one.
 * `outdated`: to be delivered, no restart needed; `restart`: delivered, but the engine was started with an older one
 * and the difference matters.
 */
export type ConfigurationState = 'none' | 'outdated' | 'restart' | 'current';

/** A machine that is desired, or a member, or runs in this environment without anybody's state knowing it. */
export interface ObservedNode {
  readonly id: string;
  readonly slot: string;
  readonly machine: MachineState;
  /** Whether Terraform's state knows the machine and so destroys it itself; the others are swept. */
  readonly known: boolean;
  /** Null when the agent cannot be reached. */
  readonly report: NodeReport | null;
  readonly configuration: ConfigurationState;
  readonly target: TargetState;
}

/** One server of the raft configuration. */
export interface RaftServer {
  readonly id: string;
  readonly address: string;
  readonly voter: boolean;
  /** Autopilot's verdict on it, null when it has none yet. */
  readonly healthy: boolean | null;
}

/** What only an operator's login can read; null before the cluster is secured. */
export interface Membership {
  readonly servers: readonly RaftServer[];
  readonly autopilot: AutopilotSettings;
  /** Versions that have been active, oldest first, from the engine's version history. */
  readonly versionHistory: readonly string[];
}

/** The cluster as its active node tells it: standbys answer membership from stale state and are never asked. */
export interface ObservedCluster {
  readonly clusterId: string;
  /** Node id of the one node whose health is 200. */
  readonly active: string;
  /** Since when it has been active. */
  readonly activeSince: number;
  readonly appliedIndex: number;
  readonly membership: Membership | null;
}

/** One look at everything, taken before each step. */
export interface Observed {
  readonly nodes: readonly ObservedNode[];
  /** Null when no node of the expected cluster is active. */
  readonly cluster: ObservedCluster | null;
  readonly custody: CustodyState;
  /** Root revoked, revocation proven, bootstrap key deleted: the `secure` step has nothing left to do. */
  readonly secured: boolean;
  readonly facts: OperationFacts;
  readonly paused: Pause | null;
  /** The hook that this operation started; null before it did. */
  readonly hook: HookState | null;
  /** Plugins that mounts of this cluster use and that the engine of a wanted image does not have, as `name (path)`. */
  readonly missingPlugins: readonly string[];
  /** How the engine's settings differ from the declared ones; empty also while nobody could look. */
  readonly differences: readonly string[];
}
