import type { EnvironmentStore } from './environment-store.js';
import { readOperations } from './journal.js';

/**
 * Steps that this kind of operation began before it was broken off or failed, newest run first; empty once one has ended
 * well, or when anything else was done since.
 *
 * @param before fencing token of the run that asks; without one, every run that there was counts
 */
export async function brokenOffSteps(
  store: EnvironmentStore,
  kind: string,
  before = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const steps: string[] = [];
  for await (const placed of readOperations(store)) {
    const entries = placed.map(({ entry }) => entry).filter(({ token }) => token < before);
    const isDone = entries.some(({ step, state }) => step === 'operation' && state === 'done');
    if (isDone || entries.some((entry) => entry.kind !== kind)) break;
    steps.push(...entries.filter(({ step }) => step !== 'operation').map(({ step }) => step));
  }
  return [...new Set(steps)];
}
