import type { JournalEntry } from '../../operation/index.js';
import type { Ending } from './follow.js';
import type { OperationView } from './view.js';

/** One line an entry, for logs and pipes. */
export class LinesView implements OperationView {
  constructor(private readonly print: (line: string) => void) {}

  entry(entry: JournalEntry): void {
    this.print(entryLine(entry));
  }

  ended(operation: string, ending: Ending): void {
    if (ending === 'interrupted') this.print(interruptedLine(operation));
  }

  async close(): Promise<void> {}
}

/** `2026-01-31T12:00:00.000Z done join b-…: reason (voters 2, quorum 2, tolerance 0)`. */
export function entryLine(entry: JournalEntry): string {
  const what = entry.step === 'operation' ? `${entry.kind} of ${entry.who}` : entry.step;
  return `${entry.when} ${entry.state.padEnd(7)} ${what}${detailOf(entry)}`;
}

/** What there is to say of an entry beside its step: why, what came of it, the figures after it. */
export function detailOf({ state, reason, result, voters, quorum, tolerance }: JournalEntry): string {
  const why = state === 'started' && reason ? `: ${reason}` : '';
  const outcome = result ? `: ${result}` : '';
  const after = state === 'done' && voters !== undefined;
  return `${why}${outcome}${after ? ` (voters ${voters}, quorum ${quorum}, tolerance ${tolerance})` : ''}`;
}

/** What is said of an operation that never told its end. */
export function interruptedLine(operation: string): string {
  return `${operation} was interrupted: its process is gone. The next deploy goes on from where the cluster is.`;
}
