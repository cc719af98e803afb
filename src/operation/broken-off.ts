import { QuorateError } from '../schema/index.js';
import type { EnvironmentStore } from './environment-store.js';
import { listOperations, readEntries } from './journal.js';
import type { JournalEntry } from './journal-entry.js';

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
    const [begun] = await readable(store, [first]);
    if (begun !== undefined && begun.token >= before) continue;
    if (begun?.kind !== kind) break;
    const entries = await readable(store, rest);
    if (entries.some(({ step, state }) => step === 'operation' && state === 'done')) break;
    steps.push(...[begun, ...entries].map(({ step }) => step).filter((step) => step !== 'operation'));
  }
  return [...new Set(steps)];
}

/** None where one of them cannot be understood: a command in an emergency does not fail for what it hardly needs. */
async function readable(store: EnvironmentStore, keys: readonly string[]): Promise<readonly JournalEntry[]> {
  try {
    return (await readEntries(store, keys)).map(({ entry }) => entry);
  } catch (error) {
    if (error instanceof QuorateError && error.code === 'QRT-STORE-CORRUPT') return [];
    throw error;
  }
}
