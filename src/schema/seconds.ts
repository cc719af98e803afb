/** Milliseconds as seconds with so many decimals, for people. */
export function seconds(ms: number, decimals = 1): string {
  return `${(ms / 1000).toFixed(decimals)} s`;
}
