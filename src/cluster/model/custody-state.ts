import type { SealType } from '../../schema/index.js';

/**
 * Where the entry of this cluster's keys stands in the sealed store.
 * The node id of intent and reply is the only node that may ever be initialized (law 8).
 */
export type CustodyState =
  | { readonly state: 'none' }
  | { readonly state: 'intent'; readonly node: string }
  | { readonly state: 'reply'; readonly node: string }
  /** `seal` is the one that the keys are of; it changes with the cluster's. */
  | { readonly state: 'confirmed'; readonly clusterId: string; readonly seal?: SealType }
  | { readonly state: 'archived'; readonly clusterId: string };
