import { createReadStream, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { SnapshotFolder } from '../../src/snapshots/index.js';
import { archiveOf } from './support/archive.js';
import { folder, kept, ORIGIN } from './support/kept.js';

const archive = async (index: number) => Readable.from([await archiveOf(index)]);

test('a broken archive is not kept and leaves nothing behind', async () => {
  const root = folder();
  const cut = (await archiveOf()).subarray(0, 300);
  const keeping = new SnapshotFolder(root).keep(Readable.from([cut]), ORIGIN);
  await expect(keeping).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-BROKEN' });
  expect(readdirSync(root)).toEqual([]);
});

test('an index that goes back is refused, of another cluster it is not', async () => {
  const snapshots = new SnapshotFolder(folder());
  await snapshots.keep(await archive(50), ORIGIN);
  await expect(snapshots.keep(await archive(49), ORIGIN)).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-BACKWARDS' });
  await snapshots.keep(await archive(3), { ...ORIGIN, cluster_id: 'another' });
  expect((await snapshots.list()).map(({ index }) => index).toSorted()).toEqual([3, 50]);
});

test('two that end at one index in the same second are two snapshots, each of its own kind', async () => {
  const snapshots = new SnapshotFolder(folder());
  const kinds = ['manual', 'scheduled', 'scheduled'] as const;
  await Promise.all(kinds.map(async (kind) => snapshots.keep(await archive(50), { ...ORIGIN, kind })));
  expect((await snapshots.list()).map(({ kind }) => kind).toSorted()).toEqual(kinds);
});

test('a manifest that cannot be read hides no other snapshot', async () => {
  const { snapshots, manifest, file } = await kept();
  writeFileSync(path.join(path.dirname(file), '29990101T000000Z-1.json'), '{');
  expect(await snapshots.list()).toEqual([manifest]);
  expect(await snapshots.find('latest')).toEqual(manifest);
});

test('an unknown id is answered with the newest that there is', async () => {
  const { snapshots, manifest } = await kept();
  await expect(snapshots.find('yesterday')).rejects.toThrow(`newest is ${manifest.id}`);
});

test('a copy is whole and a snapshot of its own', async () => {
  const { snapshots, manifest, file } = await kept();
  const copies = new SnapshotFolder(folder());
  await copies.adopt(manifest, createReadStream(file));
  await snapshots.remove(manifest.id);
  expect(await snapshots.list()).toEqual([]);
  expect(await copies.list()).toEqual([manifest]);
  await copies.verify(manifest);
});
