import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectImage, readManifest } from '../../../src/image/index.js';
import type { ImageManifest } from '../../../src/schema/index.js';
import { assetsWith, sha256 } from '../support/assets.js';

function image(files: Readonly<Record<string, string>>): string {
  const folder = join(assetsWith(), 'image');
  mkdirSync(folder);
  writeFileSync(join(folder, 'one'), 'content of one');
  writeFileSync(join(folder, 'two'), 'content of two');
  const manifest: ImageManifest = {
    schema: 1,
    digest: `sha256:${'0'.repeat(64)}`,
    form: 'process',
    engine: { name: 'vault', version: '1.21.1', sha256: 'x', source: 'test', file: 'one' },
    agent: { file: 'two', sha256: 'x' },
    files,
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

const SUMS = { one: sha256('content of one'), two: sha256('content of two') };

describe('an inspection', () => {
  it('finds an image intact whose every file has the sum of the manifest', async () => {
    expect(await inspectImage(image(SUMS))).toMatchObject({ condition: 'intact', manifest: { files: SUMS } });
  });

  it('names each file that is not what the manifest says, missing ones too', async () => {
    expect(await inspectImage(image({ ...SUMS, two: sha256('x'), three: sha256('y') }))).toEqual({
      condition: 'damaged',
      reason: 'two, three is not what the manifest says',
    });
  });

  it('finds what changed since an image was found intact, the manifest too', async () => {
    const changed = image(SUMS);
    await inspectImage(changed);
    writeFileSync(join(changed, 'two'), 'content of 222');
    expect(await inspectImage(changed, { thorough: false })).toMatchObject({ condition: 'damaged' });
    const other = image(SUMS);
    await inspectImage(other);
    writeFileSync(
      join(other, 'manifest.json'),
      JSON.stringify({ ...readManifest(other), files: { ...SUMS, one: sha256('x') } }),
    );
    expect(await inspectImage(other, { thorough: false })).toMatchObject({ condition: 'damaged' });
  });

  it('hashes files that look as they did only when it has to be thorough', async () => {
    const folder = image(SUMS);
    const two = join(folder, 'two');
    const time = new Date('2026-01-01T00:00:00Z');
    utimesSync(two, time, time);
    await inspectImage(folder);
    writeFileSync(two, 'content of 222'.slice(0, statSync(two).size));
    utimesSync(two, time, time);
    expect(await inspectImage(folder, { thorough: false })).toMatchObject({ condition: 'intact' });
    expect(await inspectImage(folder)).toMatchObject({ condition: 'damaged' });
  });

  it('tells a folder that is no image from one that is not there', async () => {
    const folder = join(assetsWith(), 'templates');
    expect(await inspectImage(folder)).toMatchObject({ condition: 'damaged' });
    expect(await inspectImage(join(folder, 'none'))).toEqual({ condition: 'absent' });
  });
});
