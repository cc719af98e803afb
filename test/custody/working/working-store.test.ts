import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { WorkingStore } from '../../../src/custody/index.js';
import { DiskStore } from '../../../src/operation/index.js';
import { FaultyStore } from '../../operation/support/faulty-store.js';
import { MemoryStore } from '../../operation/support/memory-store.js';
import { temporaryFolder } from '../../operation/support/temporary-folder.js';

test('a check proves the store and leaves nothing in it', async () => {
  const store = new DiskStore(await temporaryFolder());
  await new WorkingStore(store).check();
  expect(await store.list('')).toEqual([]);
});

test('a check refuses a folder that cannot be written, with the reason and the cure', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'lab'), 'a file where the folder should be');
  await expect(new WorkingStore(new DiskStore(join(folder, 'lab'))).check()).rejects.toMatchObject({
    code: 'QRT-WORKING-STORE',
    message: expect.stringContaining(join(folder, 'lab')),
    cure: expect.stringContaining('Nothing was changed'),
  });
});

class ForgetfulStore extends MemoryStore {
  override async get() {
    return undefined;
  }
}

class StickyStore extends MemoryStore {
  override async delete() {}
}

class GarblingStore extends MemoryStore {
  override async get(key: string) {
    const value = await super.get(key);
    return value && { ...value, body: value.body.subarray(1) };
  }
}

test.each([
  ['forgets', new ForgetfulStore()],
  ['does not delete', new StickyStore()],
  ['garbles', new GarblingStore()],
])('a check refuses a store that %s', async (_, store) => {
  await expect(new WorkingStore(store).check()).rejects.toMatchObject({ code: 'QRT-WORKING-STORE' });
});

test('a check refuses a store that loses what it is given on the way', async () => {
  const store = new FaultyStore(new MemoryStore());
  store.failNextPut('before');
  await expect(new WorkingStore(store).check()).rejects.toMatchObject({ code: 'QRT-WORKING-STORE' });
});

const document = z.object({ made: z.number() });

test('of several makers of one document all get the same', async () => {
  const working = new WorkingStore(new MemoryStore());
  const all = await Promise.all([1, 2, 3].map((made) => working.ensure('one', document, async () => ({ made }))));
  expect(new Set(all.map(({ made }) => made)).size).toBe(1);
  expect(await working.read('one', document)).toEqual(all[0]);
});

test('a deletion that does not delete is an error', async () => {
  const working = new WorkingStore(new StickyStore());
  await working.write('bootstrap', { made: 1 });
  await expect(working.delete('bootstrap')).rejects.toMatchObject({ code: 'QRT-WORKING-STORE' });
});
