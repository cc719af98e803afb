import type { InitReply } from '../../schema/index.js';
import type { EntryIn } from './entry.js';

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
  | { readonly event: 'archive'; readonly reason: string };
