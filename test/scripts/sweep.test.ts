import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { isAlive, type ProcessIdentity, spawnDetached } from '../../src/process/index.js';
import { temporaryFolder } from '../operation/support/temporary-folder.js';

/** A checkout with nothing but the scripts: no node_modules, no bundles. */
async function bareCheckout(): Promise<{ readonly folder: string; readonly lab: string }> {
  const folder = await temporaryFolder();
  await cp('scripts', join(folder, 'scripts'), { recursive: true });
  await cp('package-lock.json', join(folder, 'package-lock.json'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const lab = join(folder, '.quorate', 'lab');
  await mkdir(join(lab, 'machines', 'a-00000001'), { recursive: true });
  return { folder, lab };
}

const down = (folder: string, ...args: string[]) =>
  execa(process.execPath, ['scripts/down.mjs', ...args], { cwd: folder, reject: false, all: true });

/** A process that does nothing, and its pid file. */
async function idle(folder: string, pidFile: string): Promise<ProcessIdentity> {
  const log = join(folder, 'idle.log');
  return await spawnDetached({
    command: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1000)'],
    cwd: folder,
    env: {},
    stdoutFile: log,
    stderrFile: log,
    pidFile,
  });
}

test('down without node_modules and bundles ends what pid files name, and removes the folder', async () => {
  const { folder, lab } = await bareCheckout();
  const agent = await idle(folder, join(lab, 'machines', 'a-00000001', 'agent.pid'));
  const { exitCode, all } = await down(folder);
  expect({ exitCode, all }).toEqual({ exitCode: 0, all: 'lab is gone' });
  expect(isAlive(agent)).toBe(false);
  expect(existsSync(lab)).toBe(false);
  expect(await down(folder)).toMatchObject({ exitCode: 0 });
});

test('a process that only has the number of another one is left alone', async () => {
  const { folder, lab } = await bareCheckout();
  const file = join(lab, 'machines', 'a-00000001', 'agent.pid');
  const other = await idle(folder, file);
  await writeFile(file, JSON.stringify({ ...other, startTime: other.startTime + 1 }));
  expect(await down(folder)).toMatchObject({ exitCode: 0 });
  expect(isAlive(other)).toBe(true);
  process.kill(other.pid);
});

test('a protected cluster is kept unless it is forced', async () => {
  const { folder, lab } = await bareCheckout();
  await mkdir(join(lab, 'cluster'));
  await writeFile(join(lab, 'cluster', 'spec'), '{"deletion_protection":true}');
  const { exitCode, all } = await down(folder);
  expect(exitCode).toBe(1);
  expect(all).toContain('QRT-PROTECTED');
  expect(existsSync(lab)).toBe(true);
  expect(await down(folder, 'lab', '--force')).toMatchObject({ exitCode: 0 });
  expect(existsSync(lab)).toBe(false);
});

test('only the name of an environment is a folder to remove', async () => {
  const { folder, lab } = await bareCheckout();
  expect((await down(folder, '../.quorate')).exitCode).not.toBe(0);
  expect(existsSync(lab)).toBe(true);
});
