import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireEngine, listEngines, verifyEngines } from '../../../src/engine/index.js';
import { sha256 } from '../support/acquire/release-site.js';
import { Workspace } from '../support/acquire/workspace.js';

const RELEASE = { name: 'vault', version: '1.2.3' } as const;
let workspace: Workspace;
let content: Buffer;

beforeEach(async () => {
  workspace = await Workspace.create();
  content = await readFile(await workspace.program('vault', 'echo engine'));
  const artefact = { source: 'vendor', file: 'vault.zip', sha256: 'c'.repeat(64) } as const;
  await workspace.lock([{ ...artefact, engine_sha256: sha256(content) }]);
});

afterEach(() => workspace.remove());

const acquire = () => acquireEngine(RELEASE, workspace.options);

/** Changes one byte; `hidden` puts size and times back as they were. */
async function damage(path: string, hidden: boolean): Promise<void> {
  const { atime, mtime } = await stat(path);
  const bytes = Buffer.from(content);
  bytes[0] = 0;
  await writeFile(path, bytes);
  if (hidden) await utimes(path, atime, mtime);
}

test('a cached engine that was changed is acquired again', async () => {
  const { path } = await acquire();
  await damage(path, false);
  expect((await acquire()).path).toBe(path);
  expect(await readFile(path)).toEqual(content);
});

test('a cached engine that was only touched is still the verified one', async () => {
  const { path } = await acquire();
  await utimes(path, new Date(0), new Date(0));
  workspace.events.length = 0;
  await acquire();
  expect(workspace.events).toEqual([]);
});

test('an engine whose checksum has left the lock is not used any more', async () => {
  await acquire();
  await workspace.lock([{ source: 'vendor', file: 'vault.zip', sha256: 'e'.repeat(64) }]);
  await expect(acquire()).rejects.toMatchObject({ code: 'QRT-ENGINE-OFFLINE' });
});

test('verify reads every byte: it finds a change that size and times hide, and removes the engine', async () => {
  const { path, sha256: sum } = await acquire();
  const options = workspace.options;
  const found = { name: 'vault', version: '1.2.3', source: 'vendor', path, sha256: sum };
  expect(await verifyEngines(options)).toEqual([{ ...found, intact: true }]);
  await damage(path, true);
  expect(await verifyEngines(options)).toEqual([{ ...found, intact: false }]);
  expect(await workspace.cached()).toEqual([]);
});

test('list tells of every release in the lock whether it is there', async () => {
  const [before] = await listEngines(workspace.options);
  expect(before).toMatchObject({ name: 'vault', version: '1.2.3', sources: ['vendor'], cached: null });
  const { path } = await acquire();
  const [after] = await listEngines(workspace.options);
  expect(after?.cached).toEqual({ path, sha256: sha256(content), source: 'vendor' });
});
