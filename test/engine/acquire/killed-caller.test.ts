import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GoModuleArtefact } from '../../../src/engine/acquire/lock/lock-file.js';
import { acquireEngine } from '../../../src/engine/index.js';
import { identityOf } from '../../../src/process/index.js';
import { lockedRecipe, writeRecipe } from '../support/acquire/recipe.js';
import { Workspace } from '../support/acquire/workspace.js';
import { until } from '../support/until.js';

const RELEASE = { name: 'vault', version: '1.2.3' } as const;
const CALLER = fileURLToPath(new URL('../support/acquire/caller.ts', import.meta.url));
let recipe: GoModuleArtefact;
let workspace: Workspace;

beforeAll(async () => {
  recipe = await lockedRecipe();
}, 120_000);

beforeEach(async () => {
  workspace = await Workspace.create();
  await workspace.lock([recipe]);
  await writeRecipe(join(workspace.enginesDir, 'hello'));
});

afterEach(() => workspace.remove());

/** Starts another process that acquires the same engine. */
const otherProcess = () =>
  spawn(process.execPath, ['--import', 'tsx', CALLER, workspace.enginesDir, workspace.cacheDir, workspace.binDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

test('a process killed while it builds blocks nobody: its turn is taken over, its build ended, its draft removed', async () => {
  await workspace.program('go', `echo $$ > ${workspace.root}/pid\nexec /bin/sleep 600`);
  const killed = otherProcess();
  const buildPid = await until('the other process builds', async () => {
    const text = await readFile(join(workspace.root, 'pid'), 'utf8').catch(() => '');
    const drafts = (await workspace.cached()).filter((name) => name.startsWith('.draft-'));
    return text.endsWith('\n') && drafts.length === 1 ? Number(text) : { not: [text, drafts] };
  });
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  await workspace.countedGo();
  const engine = await acquireEngine(RELEASE, workspace.options);
  expect(engine.sha256).toBe(recipe.sha256);
  expect(identityOf(buildPid)).toBeNull();
  expect(await workspace.cached()).toEqual([expect.stringMatching(/^vault-1\.2\.3-.*-go-module$/)]);
}, 60_000);

test('processes at the same time share one build', async () => {
  await workspace.countedGo();
  const others = [otherProcess(), otherProcess()];
  const [engine, ...outputs] = await Promise.all([
    acquireEngine(RELEASE, workspace.options),
    ...others.map(async ({ stdout }) =>
      Buffer.concat(await stdout.toArray())
        .toString()
        .trim(),
    ),
  ]);
  expect(outputs).toEqual([engine.path, engine.path]);
  expect(await readFile(join(workspace.root, 'builds'), 'utf8')).toBe('build\n');
}, 60_000);
