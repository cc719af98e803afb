/**
 * Whether this period has no snapshot yet. Periods are counted from 1970 and not from the last snapshot, so that a node
 * that comes to lead goes on where another has stopped, without gap and without taking one twice.
 *
 * @param newest when the newest was taken, milliseconds since the epoch
 * @param every seconds
 */
export function isDue(newest: number | null, every: number, now: number): boolean {
  return newest === null || periodOf(newest, every) < periodOf(now, every);
}

function periodOf(instant: number, every: number): number {
  return Math.floor(instant / (every * 1000));
}
