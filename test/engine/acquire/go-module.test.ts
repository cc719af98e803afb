import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { sha256Of } from '../../../src/engine/acquire/checksum.js';
import type { GoModuleArtefact } from '../../../src/engine/acquire/lock/lock-file.js';
import { acquireEngine } from '../../../src/engine/index.js';
import { lockedRecipe, writeRecipe } from '../support/acquire/recipe.js';
import { Workspace } from '../support/acquire/workspace.js';

const RELEASE = { name: 'vault', version: '1.2.3' } as const;
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

test('an engine built from its Go module is the locked bytes, whatever folder it is built in', async () => {
  await workspace.countedGo();
  const engine = await acquireEngine(RELEASE, workspace.options);
  expect(engine).toEqual({ path: engine.path, sha256: recipe.sha256, source: 'go-module' });
  expect(await sha256Of(engine.path)).toBe(recipe.sha256);
  expect(workspace.events.map(({ type }) => type)).toEqual(expect.arrayContaining(['trying', 'ready']));
});

test('an acquired engine is taken from the cache: neither go nor the recipe is needed again', async () => {
  await workspace.countedGo();
  const engine = await acquireEngine(RELEASE, workspace.options);
  await rm(workspace.binDir, { recursive: true });
  await rm(join(workspace.enginesDir, 'hello'), { recursive: true });
  expect(await acquireEngine(RELEASE, workspace.options)).toEqual(engine);
});

test('callers at the same time share one build', async () => {
  await workspace.countedGo();
  const engines = await Promise.all([1, 2, 3].map(() => acquireEngine(RELEASE, workspace.options)));
  expect(new Set(engines.map(({ path }) => path)).size).toBe(1);
  expect(await readFile(join(workspace.root, 'builds'), 'utf8')).toBe('build\n');
  expect(workspace.events).toContainEqual(expect.objectContaining({ type: 'waiting', pid: process.pid }));
});

test('a build that differs from the lock is refused, nothing else is tried and nothing is kept', async () => {
  await workspace.countedGo();
  await workspace.lock([{ ...recipe, sha256: 'a'.repeat(64) }]);
  await expect(acquireEngine(RELEASE, workspace.options)).rejects.toMatchObject({
    code: 'QRT-ENGINE-CHECKSUM',
    message: expect.stringContaining(recipe.sha256),
  });
  expect(workspace.events).not.toContainEqual({ type: 'trying', source: 'path' });
  expect(await workspace.cached()).toEqual([]);
});

test('a recipe changed after it was locked is refused', async () => {
  await workspace.countedGo();
  await writeFile(join(workspace.enginesDir, 'hello', 'main.go'), 'package main\n\nfunc main() { println("other") }\n');
  await expect(acquireEngine(RELEASE, workspace.options)).rejects.toMatchObject({ code: 'QRT-ENGINE-CHECKSUM' });
});

test.for([
  ['no go on PATH', 'QRT-GO-MISSING', null],
  ['a full disk', 'QRT-DISK-FULL', 'echo "write /x/y.a: no space left on device" >&2; exit 1'],
  ['no module mirror', 'QRT-ENGINE-OFFLINE', 'echo "go: m@v1.0.0: dial tcp: lookup mirror: no such host" >&2; exit 1'],
  [
    'a toolchain that cannot be had',
    'QRT-GO-MISSING',
    'echo "go: download go1.2.3: toolchain not available" >&2; exit 1',
  ],
  ['code that does not compile', 'QRT-ENGINE-BUILD', 'echo "./main.go:3:1: syntax error" >&2; exit 1'],
] as const)('%s is told with code %s and a cure, and leaves nothing behind', async ([, code, script]) => {
  if (script !== null) await workspace.program('go', script);
  const failure = acquireEngine(RELEASE, workspace.options);
  await expect(failure).rejects.toMatchObject({ code, cure: expect.stringMatching(/Go|GO|room|output|network/) });
  expect(await workspace.cached()).toEqual([]);
});

test('without a recipe folder the error names the file that is missing', async () => {
  await rm(join(workspace.enginesDir, 'hello'), { recursive: true });
  await expect(acquireEngine(RELEASE, workspace.options)).rejects.toMatchObject({
    code: 'QRT-ENGINE-NO-RECIPE',
    message: expect.stringContaining(join('hello', 'go.mod')),
  });
});
