import * as z from 'zod';
import { sample } from '../canary/sample.js';
import { membershipMoment } from './membership.js';

/** What a cluster ran before or after; `version` is null where it could not be read. */
export const release = z.object({
  engine: z.string(),
  version: z.string().nullable(),
  /** Machines that were or are to be the members. */
  nodes: z.array(z.string()),
});
export type Release = z.infer<typeof release>;

/** One step of the journal. Its figures are those that the plan promised for its end. */
export const reportedStep = z.object({
  step: z.string(),
  reason: z.string().nullable(),
  state: z.enum(['done', 'failed', 'unfinished']),
  /** Milliseconds since the epoch. */
  from: z.number(),
  to: z.number(),
  voters: z.number().int().nullable(),
  quorum: z.number().int().nullable(),
  tolerance: z.number().int().nullable(),
  /** What a failed step failed with. */
  result: z.string().nullable(),
});
export type ReportedStep = z.infer<typeof reportedStep>;

/** What a canary measured meanwhile. */
export const reportedCanary = z.object({
  policy: z.string(),
  connection: z.enum(['fresh', 'kept']),
  /** From one write to the next, shortest while leadership moves; null without any sample. */
  interval_ms: z.object({ least: z.number(), most: z.number() }).nullable(),
  /** Why there is no measurement, or why it is not whole. */
  problem: z.string().nullable(),
  writes: z.number().int(),
  acknowledged: z.number().int(),
  failed: z.number().int(),
  /** Acknowledged and gone when looked for. */
  lost: z.number().int(),
  /** Acknowledged, and never looked for with a clear answer. */
  unproven: z.number().int(),
  /** Longest time without an acknowledged write less the pause between two writes; null without any sample. */
  gap: z.object({ ms: z.number(), from: z.number(), to: z.number() }).nullable(),
  samples: z.array(sample),
});
export type ReportedCanary = z.infer<typeof reportedCanary>;

/** A stretch of time, milliseconds since the epoch. */
export const reportedWindow = z.object({ from: z.number(), to: z.number() });
export type ReportedWindow = z.infer<typeof reportedWindow>;

/** What happened to the members of a cluster in one operation. All instants are milliseconds since the epoch. */
export const rolloutReportSchema = z.object({
  schema: z.literal(1),
  environment: z.string(),
  cluster: z.string(),
  operation: z.string(),
  /**
   * `upgrade`: another version, newer or not; `rollout`: other machines of the same version; `repair`: machines that
   * were dead; `scale`: more or fewer machines.
   */
  kind: z.enum(['upgrade', 'rollout', 'repair', 'scale']),
  /** What the operation failed with; null when it reached its end. */
  failure: z.string().nullable(),
  from: z.number(),
  to: z.number(),
  before: release,
  after: release,
  replaced: z.number().int(),
  leaders: z.array(z.string()),
  /** Least number of live voters that could still have been lost, at any moment seen; null when none was seen. */
  lowest_tolerance: z.number().int().nullable(),
  /**
   * Longest time for which a voter did not tell how it was, by silence or by hearing no leader, and counted as it was
   * known before, milliseconds. Longer silence counts as a loss in `lowest_tolerance`.
   */
  unheard_ms: z.number().default(0),
  /** Time in which an unplanned election could have put the new version in front; null where nothing was at risk. */
  risk_window: reportedWindow.nullable(),
  /** When a node of the new version was first seen to lead; null for the same version, for a return to an
   * older one, and while none did. */
  no_return: z.number().nullable(),
  steps: z.array(reportedStep),
  membership: z.array(membershipMoment),
  /** Null when nothing was measured, by wish or for want of a balancer. */
  canary: reportedCanary.nullable(),
});
export type RolloutReport = z.infer<typeof rolloutReportSchema>;
