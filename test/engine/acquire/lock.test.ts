import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { enginePlatform, findEnginesDir, parseRelease, resolveEngine } from '../../../src/engine/index.js';
import { Workspace } from '../support/acquire/workspace.js';

const VENDOR = { source: 'vendor', file: 'vault.zip', sha256: 'c'.repeat(64) } as const;
const RECIPE = { source: 'go-module', folder: 'hello', toolchain: 'go1.2.3', sha256: 'a'.repeat(64) } as const;
let workspace: Workspace;

beforeEach(async () => {
  workspace = await Workspace.create();
  await workspace.lock([VENDOR, RECIPE]);
});

afterEach(() => workspace.remove());

test('the lab accepts every artefact of the lock, other environments only the vendor’s', () => {
  const release = { name: 'vault', version: '1.2.3' } as const;
  expect(resolveEngine(release, 'lab', workspace.enginesDir).artefacts).toEqual([VENDOR, RECIPE]);
  expect(resolveEngine(release, 'vendor', workspace.enginesDir).artefacts).toEqual([VENDOR]);
});

test('an unknown release is told with those that are known and the way to add it', () => {
  expect(() => resolveEngine({ name: 'openbao', version: '9.9.9' }, 'lab', workspace.enginesDir)).toThrow(
    expect.objectContaining({
      code: 'QRT-ENGINE-UNKNOWN',
      message: expect.stringContaining('vault@1.2.3'),
      cure: expect.stringContaining('quorate engine add openbao@9.9.9'),
    }),
  );
});

test.for([
  ['missing', null],
  ['not JSON', '{'],
  ['of another form', '{"schema":2}'],
  ['with a recipe outside its folder', JSON.stringify(lockWith({ ...RECIPE, folder: '../x' }))],
  ['with a checksum that is none', JSON.stringify(lockWith({ ...VENDOR, sha256: 'short' }))],
] as const)('a lock that is %s is refused with its path', async ([, content]) => {
  const path = join(workspace.enginesDir, 'lock.json');
  await rm(path);
  if (content !== null) await writeFile(path, content);
  expect(() => resolveEngine({ name: 'vault', version: '1.2.3' }, 'lab', workspace.enginesDir)).toThrow(
    expect.objectContaining({ code: 'QRT-ENGINE-LOCK', message: expect.stringContaining(path) }),
  );
});

function lockWith(artefact: object): object {
  return {
    schema: 1,
    vendors: {},
    engines: [{ name: 'vault', version: '1.2.3', platform: 'p', artefacts: [artefact] }],
  };
}

test('the engines folder is found from any folder of the project', async () => {
  const deep = join(workspace.root, 'a', 'b');
  await mkdir(deep, { recursive: true });
  expect(findEnginesDir(deep)).toBe(workspace.enginesDir);
  await rm(join(workspace.enginesDir, 'lock.json'));
  expect(() => findEnginesDir(deep)).toThrow(expect.objectContaining({ code: 'QRT-ENGINE-LOCK' }));
});

test('a release is written name@version, and nothing else passes for one', () => {
  expect(parseRelease('vault@1.21.1')).toEqual({ name: 'vault', version: '1.21.1' });
  for (const text of ['vault', 'vault@', 'vault@latest', 'nomad@1.0.0', 'vault@1.2.3@4']) {
    expect(() => parseRelease(text)).toThrow(expect.objectContaining({ code: 'QRT-ENGINE-UNKNOWN' }));
  }
});

test('engines run on Linux, on the two architectures that vendors publish', () => {
  expect(enginePlatform('linux', 'x64')).toBe('linux_amd64');
  expect(enginePlatform('linux', 'arm64')).toBe('linux_arm64');
  for (const [system, architecture] of [
    ['darwin', 'arm64'],
    ['linux', 'ia32'],
  ] as const) {
    expect(() => enginePlatform(system, architecture)).toThrow(expect.objectContaining({ code: 'QRT-PLATFORM' }));
  }
});
