import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireEngine, addEngine } from '../../../src/engine/index.js';
import { ReleaseSite, sha256 } from '../support/acquire/release-site.js';
import { Workspace } from '../support/acquire/workspace.js';

const RELEASE = { name: 'vault', version: '1.2.3' } as const;
const PROGRAM = Buffer.from('#!/bin/sh\necho engine\n');
let workspace: Workspace;
let site: ReleaseSite;

beforeEach(async () => {
  workspace = await Workspace.create();
  site = await ReleaseSite.start('127.64.203.2');
  await site.publish(PROGRAM);
  await workspace.lock([], { vault: await site.vendor(workspace) });
});

afterEach(async () => {
  await site.stop();
  await workspace.remove();
});

const lockText = () => readFile(join(workspace.enginesDir, 'lock.json'), 'utf8');

test('a release that the vendor signed is recorded with both checksums, and can be acquired from then on', async () => {
  await expect(acquireEngine(RELEASE, workspace.options)).rejects.toMatchObject({ code: 'QRT-ENGINE-UNKNOWN' });
  const added = await addEngine(RELEASE, workspace.options);
  expect(added).toMatchObject({
    changed: true,
    entry: {
      ...RELEASE,
      artefacts: [
        { source: 'vendor', file: site.archiveFile, sha256: sha256(site.archive), engine_sha256: sha256(PROGRAM) },
      ],
    },
  });
  const engine = await acquireEngine(RELEASE, { ...workspace.options, policy: 'vendor' });
  expect(engine.path).toBe(added.path);
});

test('adding the same release again changes nothing', async () => {
  await addEngine(RELEASE, workspace.options);
  const before = await lockText();
  expect((await addEngine(RELEASE, workspace.options)).changed).toBe(false);
  expect(await lockText()).toBe(before);
});

test('a recipe in the lock stays, behind the vendor’s artefact', async () => {
  const recipe = { source: 'go-module', folder: 'hello', toolchain: 'go1.2.3', sha256: 'a'.repeat(64) } as const;
  await workspace.lock([recipe], { vault: await site.vendor(workspace) });
  const { entry } = await addEngine(RELEASE, workspace.options);
  expect(entry.artefacts.map(({ source }) => source)).toEqual(['vendor', 'go-module']);
});

test('a recorded checksum is never replaced', async () => {
  await addEngine(RELEASE, workspace.options);
  const before = await lockText();
  await site.publish(Buffer.from('replaced'));
  await expect(addEngine(RELEASE, workspace.options)).rejects.toMatchObject({ code: 'QRT-ENGINE-CHECKSUM' });
  expect(await lockText()).toBe(before);
});

test('nothing is recorded of a release whose archive cannot be had', async () => {
  const before = await lockText();
  site.cutAt = 5;
  await expect(addEngine(RELEASE, workspace.options)).rejects.toMatchObject({ code: 'QRT-ENGINE-OFFLINE' });
  expect(await lockText()).toBe(before);
});

test('a release that the vendor does not have, and an engine without a vendor, are refused', async () => {
  const missing = addEngine({ name: 'vault', version: '9.9.9' }, workspace.options);
  await expect(missing).rejects.toMatchObject({ code: 'QRT-ENGINE-OFFLINE', message: expect.stringContaining('404') });
  const unknown = addEngine({ name: 'openbao', version: '2.5.5' }, workspace.options);
  await expect(unknown).rejects.toMatchObject({ code: 'QRT-ENGINE-UNKNOWN' });
});
