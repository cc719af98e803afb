import type { JournalEntry } from '../../operation/index.js';
import type { ReportedStep } from './schema.js';

/** Name under which the journal keeps the beginning and the end of the whole. */
const WHOLE = 'operation';

/** Pairs beginnings and ends. A step that never ended was under way when the record ends. */
export function stepsOf(entries: readonly JournalEntry[], end: number): ReportedStep[] {
  const steps: ReportedStep[] = [];
  for (const entry of entries) {
    if (entry.step === WHOLE) continue;
    if (entry.state === 'started') steps.push(begun(entry, end));
    else finish(steps, entry);
  }
  return steps;
}

function begun(entry: JournalEntry, end: number): ReportedStep {
  const { step, reason = null, voters = null, quorum = null, tolerance = null } = entry;
  const from = Date.parse(entry.when);
  return { step, reason, state: 'unfinished', from, to: Math.max(from, end), voters, quorum, tolerance, result: null };
}

function finish(steps: ReportedStep[], entry: JournalEntry): void {
  const { step, state, when } = entry;
  const index = steps.findIndex((one) => one.step === step && one.state === 'unfinished');
  const found = steps[index];
  if (!found || state === 'started') return;
  steps[index] = { ...found, state, to: Date.parse(when), result: entry.result ?? null };
}
