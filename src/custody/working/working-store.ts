import { randomBytes } from 'node:crypto';
import type * as z from 'zod';
import { decodeJson, type EnvironmentStore, encodeJson, StoreConflict } from '../../operation/index.js';
import { QuorateError, reasonOf } from '../../schema/index.js';

const FOLDER = 'working';

/**
 * What deploys need unattended: signer keys, operator identities, the bootstrap key. Whoever can open it can operate
 * the cluster, so it lives in a store that only the deployer's identity opens; unseal shares are never in it
 * (but for a lab, whose own key is one of its secrets).
 */
export class WorkingStore {
  constructor(private readonly store: EnvironmentStore) {}

  /** For messages. */
  get location(): string {
    return this.store.location;
  }

  /**
   * Proves that secrets can be written, read back and deleted, before anything is made that would depend on it.
   *
   * @throws QuorateError `QRT-WORKING-STORE`
   */
  async check(): Promise<void> {
    const key = `${FOLDER}/check-${randomBytes(4).toString('hex')}`;
    const probe = randomBytes(32);
    try {
      await this.store.put(key, probe, { absent: true });
      const value = await this.store.get(key);
      await this.store.delete(key);
      if (!value || !probe.equals(value.body)) throw new Error('what was read back is not what was written');
      if (await this.store.get(key)) throw new Error('what was deleted is still there');
    } catch (error) {
      throw new QuorateError(
        'QRT-WORKING-STORE',
        `the working store at ${this.location} cannot be used: ${reasonOf(error)}; expected to write, read back and delete a probe`,
        `Nothing was changed. ${error instanceof QuorateError ? error.cure : 'Give the deploying identity access to it, then run the command again.'}`,
        { cause: error },
      );
    }
  }

  /** The document of that name, or undefined. */
  async read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const value = await this.store.get(keyOf(name));
    return value && decodeJson(schema, value.body, keyOf(name));
  }

  /** The document of that name, made by `make` if there is none. Of several callers at once all get the same one. */
  async ensure<T>(name: string, schema: z.ZodType<T>, make: () => Promise<T>): Promise<T> {
    const present = await this.read(name, schema);
    if (present !== undefined) return present;
    try {
      await this.store.put(keyOf(name), encodeJson(await make()), { absent: true });
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
    }
    const kept = await this.read(name, schema);
    if (kept !== undefined) return kept;
    throw new QuorateError(
      'QRT-WORKING-STORE',
      `${keyOf(name)} was written to ${this.location} and is not there`,
      'Check that nothing else deletes from this store, then run the command again.',
    );
  }

  /** Writes the document, whatever was there. */
  async write(name: string, document: unknown): Promise<void> {
    await this.store.put(keyOf(name), encodeJson(document));
  }

  /** Deletes the document and proves that it is gone. */
  async delete(name: string): Promise<void> {
    await this.store.delete(keyOf(name));
    if ((await this.store.get(keyOf(name))) === undefined) return;
    throw new QuorateError(
      'QRT-WORKING-STORE',
      `${keyOf(name)} was deleted from ${this.location} and is still there`,
      'Delete it by hand; what it holds must not outlive its use.',
    );
  }
}

function keyOf(name: string): string {
  return `${FOLDER}/${name}`;
}
