const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 24 * 3600 };

/** Seconds of a whole number and s, m, h or d; not a number when it is none. */
export function secondsOf(period: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(period) ?? [];
  return Number(count) * (SECONDS[unit] ?? Number.NaN);
}
