import type { EnvironmentStore } from './environment-store.js';
import { listOperations, readEntries } from './journal.js';

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
  for (const [first = '', ...rest] of await listOperations(store)) {
    const [begun] = await readEntries(store, [first]);
    if (begun === undefined || begun.entry.token >= before) continue;
    if (begun.entry.kind !== kind) break;
    const entries = (await readEntries(store, rest)).map(({ entry }) => entry);
    if (entries.some(({ step, state }) => step === 'operation' && state === 'done')) break;
    steps.push(...[begun.entry, ...entries].map(({ step }) => step).filter((step) => step !== 'operation'));
  }
  return [...new Set(steps)];
}
