import type { Sample } from './sample.js';

/** What a series of writes tells. */
export interface Gap {
  /** Longest time between two acknowledgements less the interval at which they were asked for, in milliseconds. */
  readonly gapMs: number;
  /** Instants of the two, milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Writes that were never acknowledged. */
  readonly failed: number;
}

/**
 * Longest time without an acknowledged write. A gap that reaches the beginning or the end of the series counts as far as
 * it was seen. Null without any sample.
 *
 * @param intervalMs at which the writes were begun
 */
export function gapOf(samples: readonly Sample[], intervalMs: number): Gap | null {
  const [first] = samples;
  if (first === undefined) return null;
  const begin = samples.reduce((least, { at }) => Math.min(least, at), first.at);
  const end = samples.reduce((most, { at, ms }) => Math.max(most, at + ms), first.at);
  const acknowledged = samples.filter(({ ok }) => ok).map(({ at, ms }) => at + ms);
  const instants = [begin, ...acknowledged.sort((a, b) => a - b), end];
  let [from, to] = [begin, begin];
  instants.forEach((instant, index) => {
    const before = instants[index - 1] ?? instant;
    if (instant - before > to - from) [from, to] = [before, instant];
  });
  return { gapMs: Math.max(0, to - from - intervalMs), from, to, failed: samples.filter(({ ok }) => !ok).length };
}
