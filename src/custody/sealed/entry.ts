import * as z from 'zod';
import { sealType } from '../../schema/index.js';

/** What was decided before the engine was asked. Stays in the entry for good. */
const decided = z.object({
  schema: z.literal(1),
  cluster: z.string(),
  operation: z.string(),
  /** The one node that may be asked. */
  node_id: z.string(),
  seal: sealType,
  kind: z.enum(['unseal', 'recovery']),
  shares: z.number().int().min(1),
  threshold: z.number().int().min(1),
  /** In the order of the shares. */
  recipients: z.array(z.object({ name: z.string(), fingerprint: z.string() })),
  /** ISO 8601. */
  intended: z.string(),
});

/** What the engine gave, encrypted. */
const given = z.object({
  /** Base64 PGP messages, one a recipient. */
  messages: z.array(z.string()),
  /** Base64 PGP message to the bootstrap key; null once the token is revoked. */
  root_token: z.string().nullable(),
  /** ISO 8601. */
  replied: z.string(),
});

const known = z.object({
  cluster_id: z.string(),
  /** ISO 8601. */
  confirmed: z.string(),
  /** ISO 8601; null while the root token may still be valid. */
  root_revoked: z.string().nullable(),
});

/**
 * Which shares these are, as snapshots name them: `initial` for those of the founding, else the nonce of the rekeying
 * that made them, which the engine keeps in its storage. Not secret.
 */
const generation = z.string().default('initial');

/** Shares to other holders, or another number of them. */
const shareSet = z.object({
  generation,
  shares: z.number().int().min(1),
  threshold: z.number().int().min(1),
  recipients: z.array(z.object({ name: z.string(), fingerprint: z.string() })),
  /** Base64 PGP messages, one a recipient. */
  messages: z.array(z.string()),
  /** ISO 8601: when the engine gave them. */
  given: z.string(),
});
export type ShareSet = z.infer<typeof shareSet>;

const rekeyed = z.object({
  /** Of the shares in force. */
  generation,
  /** Given by the engine and not in force before their holders have proven them. */
  pending: shareSet.nullable().default(null),
  /** Sets that are not in force, oldest first. Old snapshots of a Shamir seal are opened by those of their time. */
  former: z.array(shareSet).default([]),
});

const intent = decided.extend({ state: z.literal('intent') });
const reply = decided.extend({ state: z.literal('reply'), ...given.shape });
const confirmed = decided.extend({ state: z.literal('confirmed'), ...given.shape, ...known.shape, ...rekeyed.shape });
const archived = decided.extend({
  state: z.literal('archived'),
  ...given.partial().shape,
  ...known.partial().shape,
  ...rekeyed.shape,
  /** ISO 8601. */
  archived: z.string(),
  /** Why: the cluster was destroyed, its machines were lost … */
  reason: z.string(),
});

/**
 * The sealed store's record of a cluster's keys: `intent` before the engine is asked, `reply` when the encrypted shares
 * are kept, `confirmed` when the cluster that they belong to is known, `archived` when that cluster is no more.
 */
export const sealedEntry = z.discriminatedUnion('state', [intent, reply, confirmed, archived]);
export type SealedEntry = z.infer<typeof sealedEntry>;
export type EntryState = SealedEntry['state'];
export type EntryIn<S extends EntryState> = Extract<SealedEntry, { state: S }>;
