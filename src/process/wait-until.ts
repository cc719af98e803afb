import { setTimeout as sleep } from 'node:timers/promises';

/** How long and how often to look. Durations are milliseconds. */
export interface WaitOptions {
  readonly deadlineMs: number;
  /** @default 10 */
  readonly intervalMs?: number;
  /** Ends the wait at once, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks until the probe returns something, and returns that; undefined once the deadline has passed.
 * The probe always gets one look after the deadline, so that a process that was not scheduled in time is judged
 * by its state and not by the clock.
 */
export async function waitUntil<T>(
  probe: () => T | undefined | Promise<T | undefined>,
  { deadlineMs, intervalMs = 10, signal }: WaitOptions,
): Promise<T | undefined> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    signal?.throwIfAborted();
    const last = performance.now() >= deadline;
    const found = await probe();
    if (found !== undefined || last) return found;
    await sleep(intervalMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}
