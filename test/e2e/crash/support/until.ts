import { setTimeout as delay } from 'node:timers/promises';

/** How often files are looked at: the moments to be hit last some ten milliseconds. */
const INTERVAL_MS = 3;
/** A deploy takes seconds; a busy computer makes minutes of them. */
const PATIENCE_MS = 240_000;

export interface Patience {
  /** @default 240000 */
  readonly withinMs?: number;
  /** @default 3 */
  readonly intervalMs?: number;
  /** What to show of the state when the deadline passes. */
  readonly last?: () => string;
}

/**
 * Waits until `look` gives something.
 *
 * @throws Error when the deadline passes
 */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | null,
  { withinMs = PATIENCE_MS, intervalMs = INTERVAL_MS, last = () => '' }: Patience = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = look();
    if (seen) return seen;
    if (performance.now() > deadline) throw new Error(`${what} did not happen within ${withinMs} ms; ${last()}`);
    await delay(intervalMs);
  }
}
