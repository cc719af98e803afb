import { type EnvironmentStore, StoreConflict } from './environment-store.js';
import { type JournalEntry, type JournalNote, journalEntry } from './journal-entry.js';
import { decodeJson, encodeJson } from './stored-json.js';
import { who } from './who.js';

const JOURNAL = 'journal/';

/** A journal entry with its place: places sort in the order in which things happened. */
export interface PlacedEntry {
  readonly key: string;
  readonly entry: JournalEntry;
}

/**
 * Record of one operation: append-only, one object an entry, so that a store without append can keep it and a reader
 * can follow it live. The journal tells what happened; what is left to do the cluster tells. Only whether a command that is
 * run again was broken off before is read here (`brokenOffSteps`).
 *
 * Keys are `journal/<fencing token>/<number>`: the order holds between operators whose clocks differ.
 */
export class Journal {
  private next = 1;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: EnvironmentStore,
    private readonly operation: {
      readonly id: string;
      readonly kind: string;
      /** Fencing token of the lock held. */
      readonly token: number;
    },
  ) {}

  /** Adds an entry; it is durable when this returns. Calls are kept in order. */
  record(note: JournalNote): Promise<JournalEntry> {
    const { id, kind, token } = this.operation;
    const when = new Date().toISOString();
    const entry: JournalEntry = { schema: 1, operation: id, kind, who: who(), when, token, ...note };
    const written = this.turn.then(() => this.append(entry));
    this.turn = written.catch(() => {});
    return written;
  }

  /** A place that is taken was written by an earlier part of the same operation, or by our own put whose reply was lost. */
  private async append(entry: JournalEntry): Promise<JournalEntry> {
    const body = encodeJson(entry);
    for (;;) {
      const key = `${folderOf(entry.token)}${String(this.next).padStart(6, '0')}`;
      this.next += 1;
      try {
        await this.store.put(key, body, { absent: true });
        return entry;
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
        const present = await this.store.get(key);
        if (present && Buffer.from(present.body).equals(body)) return entry;
      }
    }
  }
}

/** Entries after a place (all without one), oldest first. */
export async function readJournal(store: EnvironmentStore, after?: string): Promise<PlacedEntry[]> {
  return await readEntries(store, await store.list(JOURNAL, after === undefined ? {} : { after }));
}

/** The entries of these keys. */
export async function readEntries(store: EnvironmentStore, keys: readonly string[]): Promise<PlacedEntry[]> {
  const placed: PlacedEntry[] = [];
  for (const key of keys) {
    const value = await store.get(key);
    if (value) placed.push({ key, entry: decodeJson(journalEntry, value.body, key) });
  }
  return placed;
}

/** Keys of the entries of every operation, oldest entry first, the newest operation first. */
export async function listOperations(store: EnvironmentStore): Promise<string[][]> {
  const keys = await store.list(JOURNAL);
  const folders = [...new Set(keys.map((key) => key.slice(0, key.lastIndexOf('/') + 1)))];
  return folders.toReversed().map((folder) => keys.filter((key) => key.startsWith(folder)));
}

/** Entries of the newest operation; empty when there was none. */
export async function readLatestOperation(store: EnvironmentStore): Promise<PlacedEntry[]> {
  const [newest = []] = await listOperations(store);
  return await readEntries(store, newest);
}

/** Forgets all but the newest operations. Called by the holder of the lock at the end of an operation. */
export async function pruneJournal(store: EnvironmentStore, keep = 50): Promise<void> {
  const old = (await listOperations(store)).slice(keep);
  for (const key of old.toReversed().flat()) await store.delete(key);
}

function folderOf(token: number): string {
  return `${JOURNAL}${String(token).padStart(8, '0')}/`;
}
