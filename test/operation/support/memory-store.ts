import { createHash } from 'node:crypto';
import {
  assertStoreKey,
  assertStorePrefix,
  type EnvironmentStore,
  type ListOptions,
  type PutCondition,
  StoreConflict,
  type StoredValue,
} from '../../../src/operation/index.js';

/** The contract without a disk: what an object store does, answered in a later turn of the event loop. */
export class MemoryStore implements EnvironmentStore {
  readonly location: string = 'memory';
  private readonly values = new Map<string, Uint8Array>();

  async get(key: string): Promise<StoredValue | undefined> {
    assertStoreKey(key);
    await Promise.resolve();
    const body = this.values.get(key);
    return body && { body: Uint8Array.from(body), etag: etagOf(body) };
  }

  async put(key: string, body: Uint8Array, condition?: PutCondition): Promise<string> {
    assertStoreKey(key);
    await Promise.resolve();
    const present = this.values.get(key);
    if (condition !== undefined) {
      const holds = 'absent' in condition ? !present : present && etagOf(present) === condition.etag;
      if (!holds) throw new StoreConflict(this.location, key, condition);
    }
    this.values.set(key, Uint8Array.from(body));
    return etagOf(body);
  }

  async delete(key: string): Promise<void> {
    assertStoreKey(key);
    this.values.delete(key);
  }

  async list(prefix: string, { after = '' }: ListOptions = {}): Promise<string[]> {
    assertStorePrefix(prefix);
    return [...this.values.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  }
}

function etagOf(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex');
}
