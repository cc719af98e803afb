import type { JournalEntry } from '../../operation/index.js';
import type { Ending } from './follow.js';

/** Shows operations as they go. Calls come in the order of the journal. */
export interface OperationView {
  entry(entry: JournalEntry): void;
  ended(operation: string, ending: Ending): void;
  /** Resolves when everything has been shown. */
  close(): Promise<void>;
}
