import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { EnvironmentStore } from './environment-store.js';
import { judgeLease, type LeaseRecord, type LeaseState, type LockHolder } from './lease.js';
import { readLease, replaceLease, type StoredLease } from './lease-store.js';
import { lockedError, lostError } from './lock-errors.js';
import { ownProcess, processState } from './process-identity.js';
import { who } from './who.js';

export interface LockOptions {
  /** Id of the operation the lock is taken for, as in the journal: see `newOperationId`. */
  readonly operation: string;
  /**
   * Milliseconds a lease lasts without being renewed; it is renewed when half of it is gone, looking every sixth of it.
   * @default 30000
   */
  readonly ttl?: number;
  /**
   * Milliseconds to wait for another holder before giving up.
   * @default 0
   */
  readonly wait?: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds since the epoch.
   * @default Date.now
   */
  readonly clock?: () => number;
}

const RETRY = 250;

/**
 * The right to change one environment: a lease in its store, with a fencing token that grows with every new holder.
 *
 * A lease can be lost without its holder noticing (a laptop that slept, a store out of reach), so holding it is never
 * assumed: {@link assertHeld} goes before every step that changes something.
 *
 * @example
 * const lock = await OperationLock.acquire(store, { operation: newOperationId('deploy') });
 * try {
 *   await lock.assertHeld();
 *   await removePeer(node);
 * } finally {
 *   await lock.release();
 * }
 */
export class OperationLock {
  private readonly loss = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;
  private turn: Promise<unknown> = Promise.resolve();
  private released = false;

  private constructor(
    private readonly store: EnvironmentStore,
    private lease: StoredLease,
    readonly holder: LockHolder,
    private readonly clock: () => number,
  ) {
    this.heartbeat = setInterval(() => void this.assertHeld().catch(() => {}), lease.record.ttl_ms / 6);
    this.heartbeat.unref();
  }

  /**
   * Takes the lock, if need be from a holder that is dead or has not renewed in time.
   *
   * @throws QuorateError `QRT-LOCKED` naming the holder, when it is held and stays so for `wait`.
   */
  static async acquire(store: EnvironmentStore, options: LockOptions): Promise<OperationLock> {
    const { operation, ttl = 30_000, wait = 0, signal, clock = Date.now } = options;
    const deadline = performance.now() + wait;
    for (;;) {
      const present = await readLease(store);
      const state = stateOf(present?.record, clock());
      if (state !== 'held') {
        const holder = newHolder(operation, clock());
        const record = firstRecord(holder, (present?.record.token ?? 0) + 1, ttl);
        const lease = await replaceLease(store, present, record);
        if (lease) return new OperationLock(store, lease, holder, clock);
      } else if (present?.record.holder && performance.now() >= deadline) {
        const { record } = present;
        throw lockedError(store.location, record, present.record.holder, processState(present.record.holder.process));
      }
      await delay(Math.min(RETRY, Math.max(1, deadline - performance.now())), undefined, signal ? { signal } : {});
    }
  }

  /** Fencing token: larger than that of every earlier holder, for whoever must refuse a late one. */
  get token(): number {
    return this.lease.record.token;
  }

  /** Aborted, with the error as its reason, as soon as the loss of the lease is noticed. */
  get lost(): AbortSignal {
    return this.loss.signal;
  }

  /**
   * Reads the store again and proves that the lease is ours with at least half of its time left, renewing it if not.
   *
   * @throws QuorateError `QRT-LOCK-LOST`; the caller stops before its next mutating step. An error of the store passes
   * through: a lease that cannot be read is not held, but may be again.
   */
  assertHeld(): Promise<void> {
    return this.inTurn(() => this.confirm());
  }

  /** Gives the lock back. Idempotent, and quiet when it was lost or the store is out of reach: the lease then ends by itself. */
  release(): Promise<void> {
    clearInterval(this.heartbeat);
    return this.inTurn(async () => {
      if (this.released) return;
      this.released = true;
      if (this.loss.signal.aborted) return;
      const { record } = this.lease;
      await replaceLease(this.store, this.lease, { ...record, renewals: record.renewals + 1, holder: null }).catch(
        () => undefined,
      );
    });
  }

  private async confirm(): Promise<void> {
    this.loss.signal.throwIfAborted();
    const present = await readLease(this.store);
    if (this.released || present?.record.holder?.nonce !== this.holder.nonce) throw this.lose(present?.record);
    this.lease = present;
    const { record } = present;
    if (this.clock() < Date.parse(record.renewed) + record.ttl_ms / 2) return;
    const renewed = { ...record, renewals: record.renewals + 1, renewed: new Date(this.clock()).toISOString() };
    const lease = await replaceLease(this.store, present, renewed);
    if (!lease) throw this.lose((await readLease(this.store))?.record);
    this.lease = lease;
  }

  private lose(present: LeaseRecord | undefined): Error {
    clearInterval(this.heartbeat);
    const error = lostError(this.store.location, this.token, present);
    if (!this.released) this.loss.abort(error);
    return error;
  }

  /** Heartbeat, checks and release write the same record: one after the other, or they would take each other for a rival. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => {});
    return result;
  }
}

/** The present holder, for status and watch; undefined when nobody holds the lock or its holder is dead. */
export async function currentHolder(store: EnvironmentStore, clock = Date.now): Promise<LockHolder | undefined> {
  const record = (await readLease(store))?.record;
  return stateOf(record, clock()) === 'held' ? (record?.holder ?? undefined) : undefined;
}

function stateOf(record: LeaseRecord | undefined, now: number): LeaseState {
  return judgeLease(record, (holder) => processState(holder.process), now);
}

function newHolder(operation: string, now: number): LockHolder {
  return {
    nonce: randomBytes(8).toString('hex'),
    who: who(),
    host: hostname(),
    pid: process.pid,
    since: new Date(now).toISOString(),
    operation,
    process: ownProcess(),
  };
}

function firstRecord(holder: LockHolder, token: number, ttl_ms: number): LeaseRecord {
  return { schema: 1, token, renewals: 0, renewed: holder.since, ttl_ms, holder };
}
