/** One step of a bake. */
export interface Step {
  /** What it does, as progress shows it. */
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
  /** Takes back what the step made, wholly or half; runs whether the bake succeeded or not. */
  readonly undo?: () => Promise<void>;
}

/**
 * Runs steps in order and undoes every one that was begun in reverse order, whatever happened. No step begins after the
 * signal was aborted. All undoing is tried, even if some of it fails.
 *
 * @throws the reason of the first failure; an AggregateError when undoing failed too.
 */
export async function runSteps(
  steps: readonly Step[],
  signal: AbortSignal,
  progress: (line: string) => void = () => undefined,
): Promise<void> {
  const begun: Step[] = [];
  const failures: unknown[] = [];
  try {
    for (const step of steps) {
      signal.throwIfAborted();
      progress(step.name);
      begun.unshift(step);
      await step.run(signal);
    }
  } catch (error) {
    failures.push(error);
  }
  for (const { undo } of begun) await undo?.().catch((error: unknown) => failures.push(error));
  if (failures.length > 1) throw new AggregateError(failures, 'the bake failed, and so did its clean-up');
  if (failures.length === 1) throw failures[0];
}
