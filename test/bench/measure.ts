/** One figure: what was measured, in which unit, and what the same machine needs for something comparable. */
export interface Figure {
  readonly name: string;
  readonly unit: 's' | 'MB';
  /** What it should stay below, in the unit; null where only the distribution is of interest. */
  readonly target: number | null;
  readonly samples: readonly number[];
  /** What the ratio is taken against. */
  readonly against?: { readonly name: string; readonly samples: readonly number[] };
}

/** Runs `work` once to warm up and then `runs` times; the seconds of each counted run, without what goes `before`. */
export async function seconds(
  runs: number,
  work: () => Promise<unknown>,
  before: () => Promise<unknown> = async () => undefined,
): Promise<number[]> {
  await before();
  await work();
  const samples: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await before();
    const start = performance.now();
    await work();
    samples.push((performance.now() - start) / 1000);
  }
  return samples;
}

/** The middle of the samples. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** A figure as one line of the report. */
export function describe({ name, unit, target, samples, against }: Figure): string {
  const value = (number: number): string => `${number.toFixed(unit === 's' ? 2 : 0)} ${unit}`;
  const range = `${value(Math.min(...samples))} to ${value(Math.max(...samples))}, ${samples.length} runs`;
  const goal = target === null ? '' : `, target ${value(target)}: ${median(samples) <= target ? 'met' : 'not met'}`;
  const ratio = against
    ? `, ${(median(samples) / median(against.samples)).toFixed(1)} × ${against.name} (${value(median(against.samples))})`
    : '';
  return `${name}: median ${value(median(samples))} (${range})${goal}${ratio}`;
}
