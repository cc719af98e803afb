import * as z from 'zod';

const count = z.number().int().min(0).max(9999);

/** Of how many hours, days and weeks the newest snapshot is kept. */
export const snapshotRetention = z.object({ hourly: count, daily: count, weekly: count });

/** Where copies of snapshots go: Amazon S3, or a server that speaks like it. Nothing of it is secret. */
export const objectStorage = z.object({
  bucket: z.string().min(3).max(63),
  /** Before the key of every object; empty, or ends with a slash. */
  prefix: z.string().regex(/^([^/].*\/)?$/),
  region: z.string().min(1),
  /** URL of a server that is not Amazon's; null for S3 itself. */
  endpoint: z.url().nullable(),
  /** Key of KMS that encrypts the objects; null for the storage's own keys (AES-256). */
  kms_key_id: z.string().nullable(),
  /** Path of a file of credentials on the machine, in the form of the AWS tools; null for the machine's own role. */
  credentials_file: z.string().nullable(),
  /** Who deletes copies that need not be kept; where it is the storage itself, nodes need no right to. */
  thinned_by: z.enum(['agent', 'storage']).default('agent'),
});
export type ObjectStorage = z.infer<typeof objectStorage>;

/** Where an environment's store is kept when it is not a folder. */
export const storePlace = objectStorage.omit({ thinned_by: true }).extend({
  prefix: objectStorage.shape.prefix.default(''),
  endpoint: objectStorage.shape.endpoint.default(null),
  kms_key_id: objectStorage.shape.kms_key_id.default(null),
  credentials_file: objectStorage.shape.credentials_file.default(null),
  /** Whether custody and working keys are in Secrets Manager of the same region, under this prefix, and not in the bucket. */
  secrets_prefix: z
    .string()
    .regex(/^([A-Za-z0-9._-]+\/)+$/, 'a prefix ends with a slash')
    .nullable()
    .default(null),
  /** Keys of KMS, by alias, that sign for the two authorities; null: keys in the working store do. */
  signing_keys: z
    .object({ server: z.string().min(1), client: z.string().min(1) })
    .nullable()
    .default(null),
});
export type StorePlace = z.infer<typeof storePlace>;

/** When the node that leads takes snapshots by itself, and which are kept. */
export const snapshotSchedule = z.object({
  /** Seconds between two snapshots: one in every such period since 1970, whoever leads. */
  every: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 3600),
  keep: snapshotRetention,
  /** A second place for every snapshot; null for none. */
  storage: objectStorage.nullable(),
});
export type SnapshotSchedule = z.infer<typeof snapshotSchedule>;

/** An attempt that failed; `at` is ISO 8601. */
const attempt = z.object({ at: z.string(), reason: z.string() });

/** How scheduled snapshots stand, as the node that leads sees it. */
export const snapshotState = z.object({
  /** When the newest was taken (ISO 8601), null when there is none. */
  newest: z.string().nullable(),
  /** Of the newest one, in bytes. */
  size: z.number().nullable(),
  /** Of the newest one that this node took, milliseconds. */
  duration_ms: z.number().nullable(),
  /** Why the last one could not be taken; null once one was. */
  failure: attempt.nullable(),
  /** Snapshots without a copy in object storage, and why the last copy failed; null where there is none. */
  uncopied: z.number().nullable(),
  copy_failure: attempt.nullable(),
});
export type SnapshotState = z.infer<typeof snapshotState>;
