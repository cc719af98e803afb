import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { engineCommand } from '../../src/cli/engine.js';
import { ReleaseSite, sha256 } from '../engine/support/acquire/release-site.js';
import { Workspace } from '../engine/support/acquire/workspace.js';

const PROGRAM = Buffer.from('#!/bin/sh\necho engine\n');
let workspace: Workspace;
let site: ReleaseSite;
let printed: string[];
let noted: string[];

beforeEach(async () => {
  workspace = await Workspace.create();
  site = await ReleaseSite.start('127.64.203.3');
  await site.publish(PROGRAM);
  await workspace.lock([], { vault: await site.vendor(workspace) });
  printed = [];
  noted = [];
});

afterEach(async () => {
  process.exitCode = undefined;
  await site.stop();
  await workspace.remove();
});

/** Runs `quorate engine …` and gives its exit code. */
async function quorateEngine(...args: string[]): Promise<unknown> {
  const { enginesDir, cacheDir } = workspace;
  const context = {
    enginesDir,
    cacheDir,
    env: {},
    print: (l: string) => printed.push(l),
    note: (l: string) => noted.push(l),
  };
  await engineCommand(context).parseAsync(args, { from: 'user' });
  return process.exitCode;
}

test('add records a signed release, with progress on standard error and the result on standard output', async () => {
  expect(await quorateEngine('add', 'vault@1.2.3')).toBe(0);
  expect(printed.join('\n')).toContain('is now in engines/lock.json');
  expect(noted).toContain("vault@1.2.3: trying the vendor's release");
  expect(await quorateEngine('add', 'vault@1.2.3')).toBe(0);
  expect(printed.join('\n')).toContain('was in engines/lock.json already');
});

test('--json prints one document and no progress', async () => {
  expect(await quorateEngine('add', 'vault@1.2.3', '--json')).toBe(0);
  expect(noted).toEqual([]);
  expect(JSON.parse(printed.join('\n'))).toMatchObject({ changed: true, entry: { name: 'vault', version: '1.2.3' } });
});

test('list shows what is accepted and where it is', async () => {
  await quorateEngine('add', 'vault@1.2.3');
  printed.length = 0;
  expect(await quorateEngine('list', '--json')).toBe(0);
  expect(JSON.parse(printed.join('\n'))).toMatchObject([{ name: 'vault', cached: { sha256: sha256(PROGRAM) } }]);
  expect(await quorateEngine('list')).toBe(0);
  expect(printed.at(-1)).toMatch(/^vault@1\.2\.3 .*\(vendor\)$/);
});

test('verify exits 0 when all is intact and 1 when an engine was damaged', async () => {
  await quorateEngine('add', 'vault@1.2.3', '--json');
  const { path } = JSON.parse(printed.join('\n'));
  expect(await quorateEngine('verify')).toBe(0);
  await writeFile(path, Buffer.alloc((await readFile(path)).length));
  expect(await quorateEngine('verify')).toBe(1);
  expect(printed.at(-1)).toContain('DAMAGED, removed');
  expect(await quorateEngine('verify')).toBe(0);
  expect(printed.at(-1)).toBe('no engine is in the cache');
});

test('a failure is told on standard error with code and cure, and exits 1, or 2 where nothing can be told', async () => {
  expect(await quorateEngine('add', 'vault')).toBe(1);
  expect(noted.at(-1)).toMatch(/^QRT-ENGINE-UNKNOWN: .*\n.*quorate engine list/);
  await writeFile(`${workspace.enginesDir}/lock.json`, '{');
  expect(await quorateEngine('list')).toBe(1);
  expect(await quorateEngine('verify')).toBe(2);
});
