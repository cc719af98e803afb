/**
 * Where the entry of this cluster's keys stands in the sealed store.
 * The node id of intent and reply is the only node that may ever be initialized (law 8).
 */
export type CustodyState =
  | { readonly state: 'none' }
  | { readonly state: 'intent'; readonly node: string }
  | { readonly state: 'reply'; readonly node: string }
  | { readonly state: 'confirmed'; readonly clusterId: string }
  | { readonly state: 'archived'; readonly clusterId: string };
