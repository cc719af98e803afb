import { decodeJson, type EnvironmentStore, encodeJson, type StoredValue } from '../../operation/index.js';
import { QuorateError } from '../../schema/index.js';
import { type EntryIn, type SealedEntry, sealedEntry } from './entry.js';
import type { CustodyEvent } from './event.js';
import { transition } from './transition.js';

/**
 * Custody of a cluster's unseal or recovery shares, encrypted to their recipients. Deploys never need what is in it,
 * only that it is there: so everything is written, read back and compared before the next step relies on it.
 */
export class SealedStore {
  private readonly folder: string;
  private readonly key: string;

  constructor(
    private readonly store: EnvironmentStore,
    /** Name of the cluster whose keys these are. */
    readonly cluster: string,
  ) {
    this.folder = `custody/sealed/${cluster}`;
    this.key = `${this.folder}/entry`;
  }

  /** The cluster's entry, or undefined before its first initialization. */
  async read(): Promise<SealedEntry | undefined> {
    return this.decode(await this.store.get(this.key));
  }

  /**
   * Carries the entry over the event, durably, and returns it. An event that already happened writes nothing.
   * The caller holds the operation lock.
   *
   * @throws QuorateError `QRT-CUSTODY-STATE` when the event does not fit, `QRT-CUSTODY-READBACK` when the store does not
   * give back what was written.
   */
  async apply(event: CustodyEvent, now = Date.now()): Promise<SealedEntry> {
    const present = await this.store.get(this.key);
    const before = this.decode(present);
    const after = transition(this.cluster, before, event, new Date(now).toISOString());
    if (after === before) return after;
    // An archived entry is copied before its place is given to the next cluster of this name.
    if (before?.state === 'archived') await this.copy(before);
    await this.write(this.key, after, present);
    if (after.state === 'archived') await this.copy(after);
    return after;
  }

  /** Entries of earlier clusters of this name, which are kept for good. */
  async archive(): Promise<EntryIn<'archived'>[]> {
    const entries: EntryIn<'archived'>[] = [];
    for (const key of await this.store.list(`${this.folder}/archive/`)) {
      const entry = this.decode(await this.store.get(key));
      if (entry?.state === 'archived') entries.push(entry);
    }
    return entries;
  }

  private async copy(entry: EntryIn<'archived'>): Promise<void> {
    const key = `${this.folder}/archive/${entry.operation}`;
    await this.write(key, entry, await this.store.get(key));
  }

  private async write(key: string, entry: SealedEntry, previous: StoredValue | undefined): Promise<void> {
    const body = encodeJson(entry);
    let cause: unknown;
    try {
      await this.store.put(key, body, previous ? { etag: previous.etag } : { absent: true });
    } catch (error) {
      // The reply may be lost and the value kept; what is read back decides.
      cause = error;
    }
    const kept = await this.store.get(key);
    if (kept && Buffer.from(kept.body).equals(body)) return;
    if (cause !== undefined) throw cause;
    throw new QuorateError(
      'QRT-CUSTODY-READBACK',
      `${key} was written to ${this.store.location}, and what is read back is not what was written`,
      'Do not go on: keys of this cluster may be kept nowhere else. Repair the store, then run the command again; the node still has the encrypted reply.',
    );
  }

  private decode(value: StoredValue | undefined): SealedEntry | undefined {
    return value && decodeJson(sealedEntry, value.body, this.key);
  }
}
