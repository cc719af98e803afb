import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { withGuard } from './disk-guard.js';
import { ensurePrivateFolder, replaceFile, syncFolder } from './durable-file.js';
import {
  type EnvironmentStore,
  type ListOptions,
  type PutCondition,
  StoreConflict,
  type StoredValue,
} from './environment-store.js';
import { hasCode, storeError } from './fs-error.js';
import { assertStoreKey, assertStorePrefix } from './store-key.js';

/**
 * The environment store as a folder, `.quorate/ENV`: a key is a plain file (0600 in folders 0700), so that what is
 * kept can be read and copied with ordinary tools. Opening costs nothing; folders are made at the first write.
 *
 * @example
 * const store = new DiskStore('.quorate/lab');
 */
export class DiskStore implements EnvironmentStore {
  readonly location: string;

  constructor(root: string) {
    this.location = resolve(root);
  }

  async get(key: string): Promise<StoredValue | undefined> {
    const { path } = this.place(key);
    try {
      const body = await readFile(path);
      return { body, etag: etagOf(body) };
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
      throw storeError(error, 'read', path);
    }
  }

  async put(key: string, body: Uint8Array, condition?: PutCondition): Promise<string> {
    const { path, folder, guard, temporary } = this.place(key);
    try {
      await ensurePrivateFolder(this.location);
      await ensurePrivateFolder(folder);
      await withGuard(guard, async () => {
        if (condition !== undefined) {
          const present = (await this.get(key))?.etag;
          const holds = 'absent' in condition ? present === undefined : present === condition.etag;
          if (!holds) throw new StoreConflict(this.location, key, condition);
        }
        await replaceFile(path, temporary, body);
      });
    } catch (error) {
      throw storeError(error, 'write', path);
    }
    return etagOf(body);
  }

  async delete(key: string): Promise<void> {
    const { path, folder, guard, temporary } = this.place(key);
    try {
      await stat(folder);
      await withGuard(guard, async () => {
        await rm(temporary, { force: true });
        await rm(path, { force: true });
        await syncFolder(folder);
      });
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return;
      throw storeError(error, 'write', path);
    }
  }

  async list(prefix: string, { after = '' }: ListOptions = {}): Promise<string[]> {
    assertStorePrefix(prefix);
    const keys: string[] = [];
    await this.collect(prefix, after, keys);
    return keys.sort();
  }

  private async collect(prefix: string, after: string, keys: string[]): Promise<void> {
    for (const entry of await this.entries(prefix)) {
      const key = `${prefix}${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isFile() && key > after) keys.push(key);
      // A folder whose every key sorts before `after` is not opened: following a journal stays cheap as it grows.
      if (entry.isDirectory() && (`${key}/` > after || after.startsWith(`${key}/`))) {
        await this.collect(`${key}/`, after, keys);
      }
    }
  }

  private async entries(prefix: string) {
    const path = join(this.location, prefix);
    try {
      return await readdir(path, { withFileTypes: true });
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
      throw storeError(error, 'read', path);
    }
  }

  private place(key: string) {
    assertStoreKey(key);
    const path = join(this.location, key);
    const folder = dirname(path);
    const hidden = join(folder, `.${basename(path)}`);
    return { path, folder, guard: `${hidden}.guard`, temporary: `${hidden}.tmp` };
  }
}

function etagOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}
