import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT_FILE } from '../../src/image/index.js';
import { bootable } from '../../src/provider/bootable.js';
import { sha256 } from '../image/support/assets.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;

/** A store with the image of a machine; gives its root file system. */
function stored(): { images: string; root: string } {
  const images = mkdtempSync(join(tmpdir(), 'quorate-bootable-'));
  onTestFinished(() => rmSync(images, { recursive: true, force: true }));
  const folder = join(images, 'a'.repeat(64));
  mkdirSync(folder);
  const root = join(folder, ROOT_FILE);
  writeFileSync(root, 'a system');
  const engine = { name: 'vault', version: '1.21.1', sha256: 'x', source: 'test', file: 'vault' };
  const files = { [ROOT_FILE]: sha256('a system') };
  const manifest = { schema: 1, digest: DIGEST, form: 'machine', engine, agent: { file: 'a', sha256: 'x' }, files };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return { images, root };
}

test('a real machine boots from what its manifest says', async () => {
  expect(await bootable(stored().images, DIGEST)).toMatchObject({ driver: 'nspawn' });
});

test('an image that somebody changed is booted by no machine', async () => {
  const { images, root } = stored();
  appendFileSync(root, ' and more');
  await expect(bootable(images, DIGEST)).rejects.toMatchObject({
    code: 'QRT-IMAGE-DAMAGED',
    message: expect.stringContaining(`${ROOT_FILE} is not what the manifest says`),
  });
});
