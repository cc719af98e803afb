import type { Sample } from './sample.js';

/** What a series of writes tells. */
export interface Gap {
  /** Longest time between two acknowledgements less the pause between two writes, in milliseconds. */
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
 */
export function gapOf(samples: readonly Sample[]): Gap | null {
  const begun = samples.toSorted((one, other) => one.at - other.at);
  const [first] = begun;
  if (first === undefined) return null;
  const end = samples.reduce((most, { at, ms }) => Math.max(most, at + ms), first.at);
  const acknowledged = samples.filter(({ ok }) => ok).map(({ at, ms }) => at + ms);
  let gap = { gapMs: 0, from: first.at, to: first.at };
  let [from, latest] = [first.at, 0];
  for (const to of [...acknowledged.toSorted((one, other) => one - other), end]) {
    while ((begun[latest + 1]?.at ?? Number.POSITIVE_INFINITY) <= from) latest++;
    const gapMs = to - from - (begun[latest]?.pause ?? 0);
    if (gapMs > gap.gapMs) gap = { gapMs, from, to };
    from = to;
  }
  return { ...gap, failed: samples.filter(({ ok }) => !ok).length };
}
