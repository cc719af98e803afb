import path from 'node:path';
import { expect } from 'vitest';
import { type PlacedEntry, readLatestOperation, tailJournal } from '../../../../src/operation/index.js';
import type { Lab, Outcome } from '../../support/lab.js';
import type { LabAccess } from '../../support/lab-access.js';
import { signal } from './process-tree.js';

/** What came of a command that was run again until nothing was left to kill. */
export interface RunAgain {
  /** What the last run said; null when it was killed between its end and its words. */
  readonly outcome: Outcome | null;
  /** Where it was killed, in order: the step, and whether it had begun or was done. */
  readonly killed: readonly string[];
}

/**
 * Runs a command of an operator again and again, each time killed at the first entry of the journal at which it was
 * not killed before, until one comes to its end, which has to be a good one.
 */
export async function killAtEveryStep(
  lab: Lab,
  { environment }: LabAccess,
  args: readonly string[],
): Promise<RunAgain> {
  const killed: string[] = [];
  let last = (await readLatestOperation(environment.store)).at(-1);
  for (;;) {
    const after = last?.key;
    const stop = new AbortController();
    const { pid, ended } = lab.start(process.execPath, [path.join(lab.folder, 'bin/quorate.mjs'), ...args]);
    void ended.then(() => stop.abort());
    for await (const placed of tailJournal(environment.store, {
      signal: stop.signal,
      interval: 5,
      ...(after && { after }),
    })) {
      last = placed;
      const moment = `${placed.entry.step} ${placed.entry.state}`;
      if (placed.entry.step === 'operation' || killed.includes(moment)) continue;
      killed.push(moment);
      signal(-pid, 'SIGKILL');
      break;
    }
    const outcome = await ended;
    if (outcome.exitCode === undefined) {
      const hasEnded = ({ entry }: PlacedEntry) => entry.step === 'operation' && entry.state === 'done';
      if ((await readLatestOperation(environment.store)).some(hasEnded)) return { outcome: null, killed };
      continue;
    }
    expect(outcome.exitCode, `${killed.join(', ')}\n${outcome.text}`).toBe(0);
    return { outcome, killed };
  }
}
