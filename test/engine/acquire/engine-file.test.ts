import { chmod, readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { engineFile } from '../../../src/engine/index.js';
import { sha256 } from '../support/acquire/release-site.js';
import { Workspace } from '../support/acquire/workspace.js';

let workspace: Workspace;
let path: string;

beforeEach(async () => {
  workspace = await Workspace.create();
  path = await workspace.program('vault', 'echo mine');
});

afterEach(() => workspace.remove());

test('a binary of the user’s own is accepted with its checksum', async () => {
  const sum = sha256(await readFile(path));
  expect(await engineFile({ path, sha256: sum })).toEqual({ path, sha256: sum, source: 'file' });
});

test('another binary than the one meant is refused, with both checksums', async () => {
  const sum = sha256(await readFile(path));
  await expect(engineFile({ path, sha256: 'f'.repeat(64) })).rejects.toMatchObject({
    code: 'QRT-ENGINE-CHECKSUM',
    message: expect.stringContaining(sum),
  });
});

test('a file that is missing or cannot be executed is refused', async () => {
  await chmod(path, 0o644);
  await expect(engineFile({ path: `${path}.none`, sha256: 'f'.repeat(64) })).rejects.toMatchObject({
    code: 'QRT-ENGINE-FILE',
  });
});
