/** Runs of a property: `QUORATE_FUZZ=20` looks twenty times as long. */
export function runs(usual: number): { readonly numRuns: number } {
  return { numRuns: usual * Number(process.env['QUORATE_FUZZ'] || 1) };
}
