import * as z from 'zod';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';

const leaderBody = z.object({
  ha_enabled: z.boolean(),
  is_self: z.boolean().default(false),
  active_time: z.string().optional(),
  leader_address: z.string().default(''),
  leader_cluster_address: z.string().default(''),
  raft_committed_index: z.number().optional(),
  raft_applied_index: z.number().optional(),
});
export type Leader = z.infer<typeof leaderBody>;

/** Who leads, and this node's own raft indexes. Needs no token; also makes a joiner send its first echo at once. */
export function leader(transport: Transport, options?: CallOptions): Promise<Leader> {
  return transport.json({ method: 'GET', path: 'sys/leader' }, leaderBody, options);
}

/** The active node gives up leadership; it takes at least 0.5 s, and never twice within ten seconds. */
export function stepDown(transport: Transport, options?: CallOptions): Promise<void> {
  return transport.send({ method: 'PUT', path: 'sys/step-down' }, options);
}

const haStatusBody = z.object({
  nodes: z.array(
    z.object({
      hostname: z.string(),
      api_address: z.string(),
      cluster_address: z.string(),
      active_node: z.boolean(),
      last_echo: z.string().nullish(),
      version: z.string().optional(),
    }),
  ),
});
export type HaNode = z.infer<typeof haStatusBody>['nodes'][number];

/** The nodes that the active node has heard of. */
export async function haStatus(transport: Transport, options?: CallOptions): Promise<HaNode[]> {
  return (await transport.json({ method: 'GET', path: 'sys/ha-status' }, haStatusBody, options)).nodes;
}
