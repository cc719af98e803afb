import * as z from 'zod';

/** Why a snapshot was taken; only scheduled ones are thinned out. */
export const snapshotKind = z.enum(['scheduled', 'manual', 'upgrade', 'safety']);
export type SnapshotKind = z.infer<typeof snapshotKind>;

/** `<time>-<index>`; sorts by time. */
export const snapshotId = z.string().regex(/^\d{8}T\d{6}Z-\d+$/);

/** What is known of a kept snapshot; public, the archive itself is encrypted by the engine's own barrier. */
export const snapshotManifest = z.object({
  schema: z.literal(1),
  id: snapshotId,
  cluster_id: z.string(),
  engine: z.object({ name: z.string(), version: z.string() }),
  /** `key` names what opens it: the key of an auto-seal, the set of shares of a Shamir seal. */
  seal: z.object({ type: z.string(), key: z.string() }),
  /**
   * Which generation of shares opens it, or recovers it beside an auto-seal: those that the cluster was founded with, or
   * the rekeying that made them. Not secret; null when the archive does not tell.
   */
  shares: z.string().nullable().default(null),
  index: z.number().int(),
  term: z.number().int(),
  /** Bytes. */
  size: z.number().int(),
  /** Of the archive, hexadecimal. */
  sha256: z.string(),
  /** ISO 8601. */
  taken: z.string(),
  /** `user@host` of the operation, or a node's id. */
  taken_by: z.string(),
  kind: snapshotKind,
  reason: z.string(),
});
export type SnapshotManifest = z.infer<typeof snapshotManifest>;

/** What the taker knows of a snapshot; the rest is read from the archive. */
export type SnapshotOrigin = Pick<SnapshotManifest, 'cluster_id' | 'engine' | 'seal' | 'taken_by' | 'kind' | 'reason'>;
