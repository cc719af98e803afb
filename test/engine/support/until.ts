/** Not yet, and what was seen instead. */
interface Not {
  readonly not: unknown;
}

/** Waits until `look` gives something, and says what was last seen when the deadline passes. */
export async function until<T>(what: string, look: () => Promise<T>, deadlineMs = 20_000): Promise<Exclude<T, Not>> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (!isNot(seen)) return seen as Exclude<T, Not>;
    if (performance.now() > end)
      throw new Error(`${what} did not happen in ${deadlineMs} ms, last seen: ${show(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const isNot = (value: unknown): value is Not => typeof value === 'object' && value !== null && 'not' in value;

const show = ({ not }: Not): string => (not instanceof Error ? not.message : JSON.stringify(not));
