import * as z from 'zod';
import { jsonOf } from './answer.js';
import type { CallOptions } from './options.js';
import type { EngineRequest, Transport } from './transport.js';

const healthBody = z.object({
  initialized: z.boolean(),
  sealed: z.boolean(),
  standby: z.boolean(),
  version: z.string(),
  server_time_utc: z.number(),
  cluster_name: z.string().optional(),
  cluster_id: z.string().optional(),
  removed_from_cluster: z.boolean().optional(),
  /** Vault ≥ 1.19: whether a standby still hears its leader. */
  ha_connection_healthy: z.boolean().optional(),
});
export type HealthBody = z.infer<typeof healthBody>;

/**
 * `code` is the answer: 200 active, 429 standby, 472 DR, 473 performance standby, 474 standby cut off, 501 not
 * initialized, 503 sealed, 530 removed; 404 in recovery mode. `body` is null when it is not a health document.
 */
export interface Health {
  readonly code: number;
  readonly body: HealthBody | null;
}

const REQUEST: EngineRequest = { method: 'GET', path: 'sys/health' };

/** Needs no token. Every answer is a result, whatever its code. @throws EngineUnreachable when none came. */
export async function health(transport: Transport, options?: CallOptions): Promise<Health> {
  const answer = await transport.answer(REQUEST, options);
  const body = healthBody.safeParse(jsonOf(answer.text));
  return { code: answer.status, body: body.success ? body.data : null };
}
