import { setTimeout as delay } from 'node:timers/promises';
import type { EnvironmentStore } from './environment-store.js';
import { type PlacedEntry, readJournal } from './journal.js';

export interface TailOptions {
  /**
   * Follow from after this place.
   * @default from the beginning
   */
  readonly after?: string;
  /** Ends the iteration, quietly. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds between two looks.
   * @default 200
   */
  readonly interval?: number;
}

/**
 * Follows the journal: yields what is there and then what is added, until the signal.
 * It polls, because that works on every store; a look is one listing of what is newer.
 */
export async function* tailJournal(store: EnvironmentStore, options: TailOptions = {}): AsyncGenerator<PlacedEntry> {
  const { signal, interval = 200 } = options;
  let after = options.after;
  while (!signal?.aborted) {
    for (const placed of await readJournal(store, after)) {
      if (signal?.aborted) return;
      after = placed.key;
      yield placed;
    }
    try {
      await delay(interval, undefined, signal ? { signal } : {});
    } catch {
      return;
    }
  }
}
