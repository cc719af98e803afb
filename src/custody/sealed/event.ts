import type { InitReply, SealType } from '../../schema/index.js';
import type { EntryIn, ShareSet } from './entry.js';

/** What is decided before a node is asked. */
export type Intent = Pick<
  EntryIn<'intent'>,
  'operation' | 'node_id' | 'seal' | 'kind' | 'shares' | 'threshold' | 'recipients'
>;

/** What may happen to an entry. */
export type CustodyEvent =
  /** `supersedes` names the operation of an intent whose node is gone, and with it whatever it was asked. */
  | { readonly event: 'intend'; readonly intent: Intent; readonly supersedes?: string }
  | { readonly event: 'reply'; readonly reply: InitReply }
  | { readonly event: 'confirm'; readonly cluster_id: string }
  | { readonly event: 'root-revoked' }
  /** The engine gave new shares; the old ones stay in force until these are proven. */
  | { readonly event: 'rekey'; readonly set: Omit<ShareSet, 'given'> }
  /** The holders of the pending shares have proven them to the engine. */
  | { readonly event: 'rekey-proven' }
  /** The pending shares are given up, those in force stay so. */
  | { readonly event: 'rekey-cancelled' }
  /** A snapshot of another time is brought back, and with it the shares of that time. */
  | { readonly event: 'back-in-force'; readonly generation: string }
  /** The cluster's seal became another one: unseal shares became recovery shares, or the other way round. */
  | { readonly event: 'migrated'; readonly seal: SealType }
  /** A failover brings the cluster that another environment has the keys of; they stay those keys. */
  | { readonly event: 'adopt'; readonly entry: EntryIn<'confirmed'> }
  | { readonly event: 'archive'; readonly reason: string };
