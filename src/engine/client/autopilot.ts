import * as z from 'zod';
import { dataOf, listOf } from './envelope.js';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';

const serverState = z.object({
  id: z.string(),
  name: z.string().optional(),
  address: z.string(),
  node_status: z.string(),
  status: z.string(),
  healthy: z.boolean(),
  last_contact: z.string(),
  last_term: z.number(),
  last_index: z.number(),
  stable_since: z.string(),
  version: z.string().optional(),
});

const stateBody = dataOf(
  z.object({
    healthy: z.boolean(),
    failure_tolerance: z.number(),
    leader: z.string(),
    voters: listOf(z.string()),
    non_voters: listOf(z.string()),
    servers: z.record(z.string(), serverState),
  }),
);
export type AutopilotState = z.infer<typeof stateBody>;

const configurationBody = dataOf(
  z.object({
    cleanup_dead_servers: z.boolean(),
    dead_server_last_contact_threshold: z.string(),
    last_contact_threshold: z.string(),
    max_trailing_logs: z.number(),
    min_quorum: z.number(),
    server_stabilization_time: z.string(),
  }),
);

/** Durations are Go's (`10s`, `24h0m0s`). */
export type AutopilotConfiguration = z.infer<typeof configurationBody>;

const CONFIGURATION = 'sys/storage/raft/autopilot/configuration';

/** The engine's own keeper of the raft configuration. */
export class AutopilotApi {
  constructor(private readonly transport: Transport) {}

  /** Up to 5 s old: a node's lag is judged by its own `sys/leader`. */
  state(options?: CallOptions): Promise<AutopilotState> {
    return this.transport.json({ method: 'GET', path: 'sys/storage/raft/autopilot/state' }, stateBody, options);
  }

  configuration(options?: CallOptions): Promise<AutopilotConfiguration> {
    return this.transport.json({ method: 'GET', path: CONFIGURATION }, configurationBody, options);
  }

  /** What is not named keeps its value. */
  configure(body: Partial<AutopilotConfiguration>, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'POST', path: CONFIGURATION, body }, options);
  }
}
