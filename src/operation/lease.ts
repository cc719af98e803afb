import * as z from 'zod';
import { type ProcessState, sharedIdentity } from './process-identity.js';

/** Who holds an environment. Shown to whoever is kept waiting, so it holds nothing secret. */
const lockHolder = z.object({
  /** Unlike the pid, never used again: tells a holder from a later one of the same process. */
  nonce: z.string(),
  /** `user@host`. */
  who: z.string(),
  host: z.string(),
  pid: z.number().int(),
  /** ISO 8601. */
  since: z.string(),
  /** Id of the operation, as in the journal. */
  operation: z.string(),
  process: sharedIdentity,
});
export type LockHolder = z.infer<typeof lockHolder>;

/**
 * The lock as it is stored. The record is never deleted: a released lock keeps its token, so that tokens only grow.
 * `renewals` makes every version of the record different, which compare-and-set by content needs.
 */
export const leaseRecord = z.object({
  schema: z.literal(1),
  token: z.number().int().nonnegative(),
  renewals: z.number().int().nonnegative(),
  renewed: z.string(),
  ttl_ms: z.number().int().positive(),
  holder: lockHolder.nullable(),
});
export type LeaseRecord = z.infer<typeof leaseRecord>;

/** `dead`: its process is gone. `expired`: it may still run, but did not renew in time. Both may be taken over. */
export type LeaseState = 'free' | 'dead' | 'expired' | 'held';

/** How far clocks of two hosts may be apart before a lease of the other one is believed expired. Milliseconds. */
export const CLOCK_ALLOWANCE = 10_000;

/** When a lease may be taken over at the latest, in milliseconds of the epoch. */
export function expiryOf(record: LeaseRecord, processOfHolder: ProcessState): number {
  const allowance = processOfHolder === 'elsewhere' ? CLOCK_ALLOWANCE : 0;
  return Date.parse(record.renewed) + record.ttl_ms + allowance;
}

/** What a lease is worth to somebody who wants it. Pure: liveness of the holder and the time are given. */
export function judgeLease(
  record: LeaseRecord | undefined,
  processOfHolder: (holder: LockHolder) => ProcessState,
  now: number,
): LeaseState {
  if (record?.holder == null) return 'free';
  const process = processOfHolder(record.holder);
  if (process === 'gone') return 'dead';
  return now > expiryOf(record, process) ? 'expired' : 'held';
}
