import * as z from 'zod';

/** `initial` has not been checked yet; `draining` was detached and gets no new connections. */
export const targetState = z.enum(['initial', 'healthy', 'unhealthy', 'draining']);
export type TargetState = z.infer<typeof targetState>;

/** One target as the balancer sees it. */
export const targetStatus = z.object({
  id: z.string(),
  address: z.string(),
  state: targetState,
  /** When it came into this state (ISO 8601). */
  since: z.string(),
  /** Why it is not healthy, in a few words. */
  reason: z.string().nullable(),
  connections: z.number().int(),
  /** Connections that it did not accept since it was attached; the client was given another target. */
  refused: z.number().int(),
});
export type TargetStatus = z.infer<typeof targetStatus>;

/** `GET /v1/status` of the balancer's control socket. */
export const balancerStatus = z.object({
  /** Process id of the balancer. */
  pid: z.number().int(),
  address: z.string(),
  port: z.number().int(),
  targets: z.array(targetStatus),
  /** No target is healthy, and all that are not draining get connections. */
  failing_open: z.boolean(),
});
export type BalancerStatus = z.infer<typeof balancerStatus>;

/** `PUT /v1/targets/<id>`. */
export const attachRequest = z.object({ address: z.ipv4() });

/** What is kept of the targets across a restart. */
export const targetList = z.array(z.object({ id: z.string(), address: z.string() }));
export type TargetList = z.infer<typeof targetList>;
