import { setTimeout as wait } from 'node:timers/promises';

/** The clock of a bake: an hour of waiting is tried in a moment. Milliseconds. */
export interface Time {
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Does something again and again, and keeps no process alive for it; the function that is returned ends that. */
  every(ms: number, work: () => void): () => void;
}

export const REAL_TIME: Time = {
  now: Date.now,
  sleep: async (ms, signal) => {
    await wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
  every: (ms, work) => {
    const timer = setInterval(work, ms).unref();
    return () => clearInterval(timer);
  },
};

/** How long and how often to look; the pauses grow to the longest. */
export interface Patience {
  readonly deadlineMs: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Looks until the probe gives something; undefined once patience is at its end. */
export async function patiently<T>(
  time: Time,
  signal: AbortSignal,
  { deadlineMs, firstMs, longestMs }: Patience,
  probe: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const end = time.now() + deadlineMs;
  for (let pause = firstMs; ; pause = Math.min(pause * 1.5, longestMs)) {
    signal.throwIfAborted();
    const found = await probe();
    if (found !== undefined || time.now() >= end) return found;
    await time.sleep(pause, signal);
  }
}
