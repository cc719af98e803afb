import * as z from 'zod';

const count = z.number().int().min(0).max(9999);

/** Of how many hours, days and weeks the newest snapshot is kept. */
export const snapshotRetention = z.object({ hourly: count, daily: count, weekly: count });

/** When the node that leads takes snapshots by itself, and which are kept. */
export const snapshotSchedule = z.object({
  /** Seconds between two snapshots: one in every such period since 1970, whoever leads. */
  every: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 3600),
  keep: snapshotRetention,
});
export type SnapshotSchedule = z.infer<typeof snapshotSchedule>;

/** How scheduled snapshots stand, as the node that leads sees it. */
export const snapshotState = z.object({
  /** When the newest was taken (ISO 8601), null when there is none. */
  newest: z.string().nullable(),
  /** Of the newest one, in bytes. */
  size: z.number().nullable(),
  /** Of the newest one that this node took, milliseconds. */
  duration_ms: z.number().nullable(),
  /** Why the last attempt failed and when (ISO 8601); null once one succeeded. */
  failure: z.object({ at: z.string(), reason: z.string() }).nullable(),
});
export type SnapshotState = z.infer<typeof snapshotState>;
