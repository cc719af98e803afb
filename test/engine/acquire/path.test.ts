import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireEngine } from '../../../src/engine/index.js';
import { sha256 } from '../support/acquire/release-site.js';
import { Workspace } from '../support/acquire/workspace.js';

const RELEASE = { name: 'vault', version: '1.2.3' } as const;
let workspace: Workspace;

beforeEach(async () => {
  workspace = await Workspace.create();
});

afterEach(() => workspace.remove());

const lockProgram = (engine_sha256: string) =>
  workspace.lock([{ source: 'vendor', file: 'vault.zip', sha256: 'c'.repeat(64), engine_sha256 }]);

test('a program on PATH is taken when its checksum is in the lock, as a copy', async () => {
  const program = await workspace.program('vault', 'echo engine');
  const content = await readFile(program);
  await lockProgram(sha256(content));
  const engine = await acquireEngine(RELEASE, { ...workspace.options, policy: 'vendor' });
  await writeFile(program, 'replaced');
  expect(engine.path.startsWith(workspace.cacheDir)).toBe(true);
  expect(await readFile(engine.path)).toEqual(content);
  expect(workspace.events.at(-1)).toEqual({ type: 'ready', path: engine.path, source: 'path' });
});

test('a program on PATH that the lock does not know is not run, and the error says where it was seen', async () => {
  const program = await workspace.program('vault', 'echo engine');
  await lockProgram('d'.repeat(64));
  await expect(acquireEngine(RELEASE, workspace.options)).rejects.toMatchObject({
    code: 'QRT-ENGINE-OFFLINE',
    message: expect.stringContaining(`${program} is not the one in the lock`),
  });
  expect(await workspace.cached()).toEqual([]);
});
