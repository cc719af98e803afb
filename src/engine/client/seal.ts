import * as z from 'zod';
import { EngineError } from './errors.js';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';

const sealStatusBody = z.object({
  type: z.string(),
  initialized: z.boolean(),
  sealed: z.boolean(),
  /** Threshold. */
  t: z.number(),
  /** Number of shares; 0 on a joiner until its first log is applied, when a restart would brick it. */
  n: z.number(),
  progress: z.number(),
  nonce: z.string().optional(),
  version: z.string(),
  migration: z.boolean().default(false),
  recovery_seal: z.boolean().default(false),
  storage_type: z.string().optional(),
  cluster_name: z.string().optional(),
  cluster_id: z.string().optional(),
  removed_from_cluster: z.boolean().default(false),
});
export type SealStatus = z.infer<typeof sealStatusBody>;

/**
 * The seal that a standby of OpenBao was moved to, by its complaint that the storage still has the one of before; null for
 * any other answer. Until its leader has moved the storage as well, it says neither its seal status nor its health.
 */
export function sealAhead(error: unknown): string | null {
  if (!(error instanceof EngineError) || error.status !== 500) return null;
  const found = error.errors.map((text) => /^barrier seal type of .* does not match \w+ type of "(\w+)"$/.exec(text));
  return found.find((match) => match !== null)?.[1] ?? null;
}

/** One share, or `reset` to forget those given so far. */
export type UnsealRequest = { readonly key: string; readonly migrate?: boolean } | { readonly reset: true };

/** Needs no token. */
export function sealStatus(transport: Transport, options?: CallOptions): Promise<SealStatus> {
  return transport.json({ method: 'GET', path: 'sys/seal-status' }, sealStatusBody, options);
}

/** Needs no token. Progress back at 0 and still sealed after the last share means wrong shares. */
export function unseal(transport: Transport, body: UnsealRequest, options?: CallOptions): Promise<SealStatus> {
  return transport.json({ method: 'PUT', path: 'sys/unseal', body }, sealStatusBody, options);
}
