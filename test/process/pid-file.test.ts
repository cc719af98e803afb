import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identityOf, readLivePid, readPidFile, writePidFile } from '../../src/process/index.js';
import { temporaryFolder } from './helpers.js';

test('a pid file gives back the process that it was written for', async () => {
  const path = join(await temporaryFolder(), 'agent.pid');
  await writePidFile(path);
  expect(await readLivePid(path)).toEqual(identityOf());
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a pid file leaves no draft beside it', async () => {
  const folder = await temporaryFolder();
  await writePidFile(join(folder, 'agent.pid'));
  expect(await readdir(folder)).toEqual(['agent.pid']);
});

test('a missing, empty or damaged pid file names no process', async () => {
  const folder = await temporaryFolder();
  expect(await readPidFile(join(folder, 'missing.pid'))).toBeNull();
  for (const content of ['', '{"pid":', '{"pid":0,"startTime":1,"bootId":"x"}', '12']) {
    const path = join(folder, 'damaged.pid');
    await writeFile(path, content);
    expect(await readPidFile(path), content).toBeNull();
  }
});

test('a pid that was used again is not the live process of the file', async () => {
  const path = join(await temporaryFolder(), 'agent.pid');
  const identity = await writePidFile(path);
  await writeFile(path, JSON.stringify({ ...identity, startTime: identity.startTime - 1 }));
  expect(await readPidFile(path)).not.toBeNull();
  expect(await readLivePid(path)).toBeNull();
});

test('no pid file is written for a process that does not run', async () => {
  const folder = await temporaryFolder();
  await expect(writePidFile(join(folder, 'agent.pid'), 2 ** 30)).rejects.toThrow(/no process 1073741824 is running/);
  expect(await readdir(folder)).toEqual([]);
});
