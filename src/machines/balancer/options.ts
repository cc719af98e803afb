import * as z from 'zod';
import { PORTS } from '../../schema/index.js';

/** How a balancer behaves; durations are milliseconds. The defaults are a cloud's network load balancer in a hurry. */
export const balancerOptions = z.object({
  /** Port on which clients connect, and on which targets serve them. */
  port: z.number().int().default(PORTS.api),
  health_port: z.number().int().default(PORTS.probe),
  health_path: z.string().default('/ready'),
  health_interval_ms: z.number().int().min(10).default(250),
  health_timeout_ms: z.number().int().min(10).default(1_000),
  /** Successes in a row that make an unhealthy target healthy; a new target needs one. */
  healthy_threshold: z.number().int().min(1).default(2),
  /** Failures in a row that make a target unhealthy. */
  unhealthy_threshold: z.number().int().min(1).default(2),
  /** For a target to accept a connection, before the next one is tried. */
  connect_timeout_ms: z.number().int().min(10).default(1_000),
  /** Connections of a target that is going away are reset after this. */
  drain_ms: z.number().int().min(0).default(5_000),
  /**
   * Sooner than that, a connection is closed in an orderly way once the target spoke last and both sides have been
   * silent for this long: a kept-alive connection between two requests, and none in which a request hangs.
   * Null, as a cloud does it: every connection stays until it ends or is reset.
   */
  quiescent_ms: z.number().int().min(0).nullable().default(250),
  /** The same for a connection whose first request may still be under way: it looks alike from outside. */
  first_request_ms: z.number().int().min(0).default(2_000),
  /** Once a target has been leaving for this long, a connection that is never silent is closed between two requests. */
  busy_ms: z.number().int().min(0).default(1_000),
  /** Whether an unhealthy target loses its connections in the same way, as long as a healthy one can take them. */
  reset_on_unhealthy: z.boolean().default(true),
});
export type BalancerOptions = z.infer<typeof balancerOptions>;
