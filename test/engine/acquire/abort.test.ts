import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireEngine } from '../../../src/engine/index.js';
import { identityOf } from '../../../src/process/index.js';
import { writeRecipe } from '../support/acquire/recipe.js';
import { Workspace } from '../support/acquire/workspace.js';
import { until } from '../support/until.js';

const RELEASE = { name: 'vault', version: '1.2.3' } as const;
let workspace: Workspace;

beforeEach(async () => {
  workspace = await Workspace.create();
  await workspace.lock([{ source: 'go-module', folder: 'hello', toolchain: 'go1.2.3', sha256: 'a'.repeat(64) }]);
  await writeRecipe(join(workspace.enginesDir, 'hello'));
  // Like go, which starts compilers: ending the first process alone would leave the second.
  await workspace.program('go', `/bin/sleep 600 &\necho $$ $! > ${workspace.root}/pids\nwait`);
});

afterEach(() => workspace.remove());

/** Ids of the build's processes, once they run. */
const buildPids = () =>
  until('the build has started', async () => {
    const text = await readFile(join(workspace.root, 'pids'), 'utf8').catch(() => '');
    return text.endsWith('\n') ? text.trim().split(' ').map(Number) : { not: text };
  });

const allGone = (pids: readonly number[]) =>
  until('the build is gone', async () => {
    const alive = pids.filter((pid) => identityOf(pid) !== null);
    return alive.length === 0 ? true : { not: alive };
  });

test('an abort ends the build with all its processes and removes what is half done', async () => {
  const abort = new AbortController();
  const acquired = acquireEngine(RELEASE, { ...workspace.options, signal: abort.signal });
  const pids = await buildPids();
  abort.abort(new Error('Ctrl-C'));
  await expect(acquired).rejects.toThrow('Ctrl-C');
  await allGone(pids);
  expect(await workspace.cached()).toEqual([]);
});

test('an abort ends the wait for another build, which goes on', async () => {
  const first = new AbortController();
  const building = acquireEngine(RELEASE, { ...workspace.options, signal: first.signal });
  const settled = building.catch((error: unknown) => error);
  const pids = await buildPids();
  const second = new AbortController();
  const waiting = acquireEngine(RELEASE, {
    ...workspace.options,
    signal: second.signal,
    onProgress: ({ type }) => type === 'waiting' && second.abort(new Error('no patience')),
  });
  await expect(waiting).rejects.toThrow('no patience');
  expect(pids.map((pid) => identityOf(pid) !== null)).toEqual([true, true]);
  first.abort(new Error('done'));
  expect(await settled).toMatchObject({ message: 'done' });
  await allGone(pids);
});
