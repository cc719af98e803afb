import { QuorateError } from '../schema/index.js';
import { expiryOf, type LeaseRecord, type LockHolder } from './lease.js';
import type { ProcessState } from './process-identity.js';

function describe(holder: LockHolder): string {
  return `${holder.who} (process ${holder.pid}, operation ${holder.operation}) since ${holder.since}`;
}

/** The second caller is told who holds the lock, since when, and when it would be free by itself. */
export function lockedError(location: string, record: LeaseRecord, holder: LockHolder, process: ProcessState) {
  return new QuorateError(
    'QRT-LOCKED',
    `${location} is being operated on by ${describe(holder)}; its lease was renewed at ${record.renewed}`,
    `Wait until it is done, or stop that process. If it has died, its lease ends by itself at ${new Date(expiryOf(record, process)).toISOString()}; then run the command again.`,
  );
}

/** A holder that lost its lease must not take another mutating step. */
export function lostError(location: string, token: number, present: LeaseRecord | undefined): QuorateError {
  const now = present?.holder ? `it is held by ${describe(present.holder)}` : 'nobody holds it now';
  return new QuorateError(
    'QRT-LOCK-LOST',
    `the lock of ${location} was held with token ${token} and is lost (present token ${present?.token ?? 'none'}): ${now}`,
    'Nothing more was changed after the loss. Wait until the other operation is done, then run the command again: it goes on from what is there.',
  );
}
