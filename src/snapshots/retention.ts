import type { SnapshotManifest } from '../schema/index.js';

/** What thinning out has to know of a snapshot. */
export type Dated = Pick<SnapshotManifest, 'id' | 'kind' | 'taken'>;

/** How many snapshots are kept of each kind of period: the newest of every hour, day and week that has one. */
export interface Retention {
  readonly hourly: number;
  readonly daily: number;
  readonly weekly: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/**
 * Snapshots that need not be kept. The newest of all is never among them. What was not taken on schedule stays until it
 * is older than everything that the schedule keeps.
 *
 * @param now milliseconds since the epoch
 */
export function superfluous<T extends Dated>(
  snapshots: readonly T[],
  { hourly, daily, weekly }: Retention,
  now: number,
): readonly T[] {
  const newestFirst = [...snapshots].sort((a, b) => Date.parse(b.taken) - Date.parse(a.taken));
  const scheduled = newestFirst.filter(({ kind }) => kind === 'scheduled');
  const kept = new Set<T | undefined>([
    newestFirst[0],
    ...newestOfEach(scheduled, HOUR, hourly),
    ...newestOfEach(scheduled, DAY, daily),
    ...newestOfEach(scheduled, WEEK, weekly),
  ]);
  const horizon = now - Math.max(hourly * HOUR, daily * DAY, weekly * WEEK);
  return newestFirst.filter((one) => !kept.has(one) && (one.kind === 'scheduled' || Date.parse(one.taken) < horizon));
}

/** The newest of each of the newest `count` periods that have one. */
function newestOfEach<T extends Dated>(newestFirst: readonly T[], period: number, count: number): T[] {
  const periods = new Map<number, T>();
  for (const one of newestFirst) {
    const number = Math.floor(Date.parse(one.taken) / period);
    if (!periods.has(number)) periods.set(number, one);
  }
  return [...periods.values()].slice(0, count);
}
