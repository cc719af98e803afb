const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** An engine that ran this long was healthy: its next failure starts from the shortest delay again. */
const STABLE_MS = 60_000;

/** How long to wait before an engine that ended by itself is started again: doubling, from half a second to 30 s. */
export class BackOff {
  private failures = 0;

  next(ranForMs: number): number {
    if (ranForMs >= STABLE_MS) this.failures = 0;
    const delay = Math.min(FIRST_DELAY_MS * 2 ** this.failures, LONGEST_DELAY_MS);
    this.failures += 1;
    return delay;
  }
}
