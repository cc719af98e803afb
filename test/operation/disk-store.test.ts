import { mkdir, readdir, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DiskStore } from '../../src/operation/index.js';
import { ownProcess } from '../../src/operation/process-identity.js';
import { Child } from './support/child.js';
import { temporaryFolder } from './support/temporary-folder.js';

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test('keeps everything from other users: files 0600 in folders 0700, an open root is closed', async () => {
  const root = join(await temporaryFolder(), 'lab');
  await mkdir(root, { mode: 0o755 });
  await new DiskStore(root).put('custody/sealed/vault', Buffer.from('x'));
  expect(await modeOf(root)).toBe('700');
  expect(await modeOf(join(root, 'custody'))).toBe('700');
  expect(await modeOf(join(root, 'custody/sealed'))).toBe('700');
  expect(await modeOf(join(root, 'custody/sealed/vault'))).toBe('600');
});

test('leaves nothing but the value behind', async () => {
  const root = await temporaryFolder();
  const store = new DiskStore(root);
  await store.put('working/key', Buffer.from('x'));
  await store.put('working/key', Buffer.from('y'));
  expect(await readdir(join(root, 'working'))).toEqual(['key']);
});

test('loses no update among processes that compare and set', async () => {
  const root = await temporaryFolder();
  const children = Array.from({ length: 3 }, () => new Child('increment.ts', root, 'counter', '20'));
  for (const child of children) expect(await child.exited()).toBe(0);
  const value = await new DiskStore(root).get('counter');
  expect(Buffer.from(value?.body ?? []).toString()).toBe('60');
});

test('a writer killed at any moment leaves a whole value, and the next writer needs no help', async () => {
  const root = await temporaryFolder();
  const store = new DiskStore(root);
  for (const pause of [0, 3, 7, 11]) {
    const child = new Child('overwrite.ts', root, 'big');
    await child.line('ready');
    await new Promise((resolve) => setTimeout(resolve, pause));
    child.kill('SIGKILL');
    await child.exited();
    const body = Buffer.from((await store.get('big'))?.body ?? []);
    expect(body.length).toBe(1 << 20);
    expect(body.equals(Buffer.alloc(1 << 20, body.subarray(0, 1)))).toBe(true);
    await store.put('big', Buffer.from('small'));
    expect(await readdir(root)).toEqual(['big']);
  }
});

test('breaks the guard of a process that is gone, once, however many find it', async () => {
  const root = await temporaryFolder();
  const { bootId, pidNamespace } = ownProcess();
  const guard = join(root, '.key.guard');
  await symlink(['4194000', '1', bootId, pidNamespace, 'c0ffee', Date.now()].join(','), guard);
  const store = new DiskStore(root);
  await Promise.all(Array.from({ length: 8 }, (_, index) => store.put('key', Buffer.from(String(index)))));
  expect(await readdir(root)).toEqual(['key']);
});

test('waits for the guard of a process that lives', async () => {
  const root = await temporaryFolder();
  const { pid, startTime, bootId, pidNamespace } = ownProcess();
  const guard = join(root, '.key.guard');
  const target = [pid, startTime, bootId, pidNamespace, 'c0ffee', 0].join(',');
  await symlink(target, guard);
  const put = new DiskStore(root).put('key', Buffer.from('x'));
  const first = await Promise.race([put, new Promise((resolve) => setTimeout(() => resolve('waiting'), 100))]);
  expect(first).toBe('waiting');
  expect(await readlink(guard)).toBe(target);
  const { unlink } = await import('node:fs/promises');
  await unlink(guard);
  await put;
  expect(await readdir(root)).toEqual(['key']);
});

test('names the path and the cure when it cannot write', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  await expect(new DiskStore(join(folder, 'file')).put('lock', Buffer.from('canary'))).rejects.toMatchObject({
    code: 'QRT-STORE',
    message: expect.stringContaining(join(folder, 'file')),
    cure: expect.stringMatching(/disk/),
  });
});
