import { type HeldLock, JointLock, Journal, newOperationId, pruneJournal } from '../operation/index.js';
import { reasonOf } from '../schema/index.js';
import { copiedFrom } from './copied-from.js';
import type { Environment } from './environment.js';

/** An operation under way: the lock that makes it the only one, and the journal that tells of it. */
export interface Operation {
  readonly id: string;
  readonly lock: HeldLock;
  readonly journal: Journal;
  /** Fires when the caller gives up or the lock is lost: stop before the next change. */
  readonly signal: AbortSignal;
}

/** Two resources of one apply may want the lock one after the other: that is no rival operator. A person's command is. */
const HAND_OVER_MS = 1_000;

/**
 * Runs `work` as the only operation on the environment, with a beginning and an end in its journal.
 *
 * @throws QuorateError `QRT-LOCKED` naming who holds the lock and since when, and `QRT-LOCK-LOST` when it was lost.
 */
export async function operate<T>(
  environment: Environment,
  kind: string,
  signal: AbortSignal,
  work: (operation: Operation) => Promise<T>,
  { wait = HAND_OVER_MS }: { readonly wait?: number } = {},
): Promise<T> {
  const id = newOperationId(kind);
  const others = await copiedFrom(environment);
  const lock = await JointLock.acquire(environment.store, others, { operation: id, signal, wait });
  const journal = new Journal(environment.store, { id, kind, token: lock.token });
  try {
    await journal.record({ step: 'operation', state: 'started' });
    const result = await work({ id, lock, journal, signal: AbortSignal.any([signal, lock.lost]) });
    await journal.record({ step: 'operation', state: 'done' });
    await pruneJournal(environment.store);
    return result;
  } catch (thrown) {
    // Work that is broken off throws whatever it was waiting for; why it was, the lock knows.
    const error: unknown = lock.lost.aborted ? lock.lost.reason : thrown;
    await journal.record({ step: 'operation', state: 'failed', result: reasonOf(error) }).catch(() => undefined);
    throw error;
  } finally {
    await lock.release();
  }
}
