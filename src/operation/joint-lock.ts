import type { EnvironmentStore } from './environment-store.js';
import { type LockOptions, OperationLock } from './operation-lock.js';

/** The right to change an environment while it lasts: see {@link OperationLock}. */
export type HeldLock = Pick<OperationLock, 'token' | 'lost' | 'assertHeld' | 'release'>;

/**
 * The locks of several stores held as one: those of an environment and of the folder that it is a copy of, whose
 * operators work on the same machines.
 */
export class JointLock implements HeldLock {
  readonly lost: AbortSignal;

  private constructor(
    /** Fencing token of the first store. */
    readonly token: number,
    private readonly locks: readonly OperationLock[],
  ) {
    this.lost = AbortSignal.any(locks.map(({ lost }) => lost));
  }

  /**
   * Takes the lock of every store, always in the same order, so that of two callers one gets all.
   *
   * @param own the store whose fencing token counts
   * @throws QuorateError `QRT-LOCKED` naming the holder of the first one that is held; none is kept then.
   */
  static async acquire(
    own: EnvironmentStore,
    others: readonly EnvironmentStore[],
    options: LockOptions,
  ): Promise<JointLock> {
    const stores = [own, ...others].sort((a, b) => (a.location < b.location ? -1 : 1));
    const held = new Map<EnvironmentStore, OperationLock>();
    try {
      for (const store of stores) held.set(store, await OperationLock.acquire(store, options));
    } catch (error) {
      await Promise.all([...held.values()].map((lock) => lock.release()));
      throw error;
    }
    return new JointLock(held.get(own)?.token ?? 0, [...held.values()]);
  }

  /** @throws QuorateError `QRT-LOCK-LOST` when one of them is lost. */
  async assertHeld(): Promise<void> {
    await Promise.all(this.locks.map((lock) => lock.assertHeld()));
  }

  async release(): Promise<void> {
    await Promise.all(this.locks.map((lock) => lock.release()));
  }
}
