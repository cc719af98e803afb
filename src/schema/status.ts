import * as z from 'zod';
import { engineName } from './names.js';
import { snapshotState } from './snapshots.js';

/** State of a node as an operator names it. */
export const nodeState = z.enum(['active', 'standby', 'sealed', 'uninitialized', 'removed', 'down', 'unknown']);
export type NodeState = z.infer<typeof nodeState>;

/** Something an operator should know, with its cure. */
export const problem = z.object({ code: z.string(), message: z.string(), fix: z.string() });
export type Problem = z.infer<typeof problem>;

/** `quorate status ENV --json`. Others script against it: a field is only renamed with a decision record. */
export const statusReport = z.object({
  environment: z.string(),
  cluster_id: z.string().nullable(),
  engine: z.object({ name: engineName, version: z.string() }).nullable(),
  healthy: z.boolean(),
  leader: z.string().nullable(),
  voters: z.number().int(),
  quorum: z.number().int(),
  failure_tolerance: z.number().int(),
  seal: z.object({ type: z.string() }).nullable(),
  load_balancer: z
    .object({
      address: z.string(),
      /** True when no target is healthy and traffic goes to all of them, as a network load balancer does. */
      failing_open: z.boolean(),
      targets: z.array(z.object({ id: z.string(), state: z.enum(['healthy', 'unhealthy', 'draining']) })),
    })
    .nullable(),
  nodes: z.array(
    z.object({
      id: z.string(),
      slot: z.string(),
      zone: z.string(),
      address: z.string(),
      version: z.string().nullable(),
      image: z.string().nullable(),
      state: nodeState,
      voter: z.boolean(),
      applied_index: z.number().nullable(),
      /** Log entries behind the leader, in entries. */
      lag: z.number().nullable(),
    }),
  ),
  /** How scheduled snapshots stand by the word of the leader; null without a schedule, or while nobody leads. */
  snapshots: snapshotState.nullable().optional(),
  /** The last restore drill that found everything; null when there was none. */
  restore_drill: z.object({ when: z.string(), snapshot: z.string() }).nullable().optional(),
  /** Who let nothing be changed, and since when (ISO 8601); null when deploys may go on. */
  paused: z.object({ by: z.string(), since: z.string() }).nullable(),
  problems: z.array(problem),
});
export type StatusReport = z.infer<typeof statusReport>;
