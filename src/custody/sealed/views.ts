import type { InitState } from '../../schema/index.js';

/** What is known of the cluster's servers when an initialization is decided. */
export type ServersView =
  /** Every desired server answered, and none is initialized. */
  | { readonly state: 'empty' }
  /** At least one is. `cluster_id` is null while it is sealed; `nodes` are the ids of those that are. */
  | { readonly state: 'initialized'; readonly cluster_id: string | null; readonly nodes: readonly string[] }
  /** None is known to be, but not all answered. */
  | { readonly state: 'unknown'; readonly unreachable: readonly string[] };

/** What is known of the node that the entry names: its agent's answer, or the platform's that its machine is gone. */
export type NodeView = InitState | { readonly state: 'gone' } | { readonly state: 'unreachable' };
