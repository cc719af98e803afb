import { truncateSync } from 'node:fs';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import {
  copyAll,
  type SnapshotCopies,
  SnapshotFolder,
  type SnapshotManifest,
  thinOut,
  uncopied,
} from '../../../src/snapshots/index.js';
import { archiveOf } from '../support/archive.js';
import { folder, ORIGIN } from '../support/kept.js';

const NONE = { hourly: 0, daily: 0, weekly: 0 };
const CLUSTER = ORIGIN.cluster_id;
const unused = async () => await Promise.reject(new Error('not used here'));

/** A place that may be away. */
function place(): SnapshotCopies & { away: boolean; readonly put: SnapshotCopies['put']; readonly kept: string[] } {
  const kept: string[] = [];
  const self = {
    place: 'a place',
    away: false,
    kept,
    put: async ({ id }: SnapshotManifest) => {
      if (self.away) throw new Error('503');
      kept.push(id);
    },
    list: unused,
    manifest: unused,
    archive: unused,
    remove: unused,
    close: async () => undefined,
  };
  return self;
}

async function folderOf(count: number): Promise<{ snapshots: SnapshotFolder; ids: string[] }> {
  const snapshots = new SnapshotFolder(folder());
  const ids: string[] = [];
  for (let index = 1; index <= count; index++) {
    const archive = Readable.from([await archiveOf(index)]);
    ids.push((await snapshots.keep(archive, { ...ORIGIN, kind: 'scheduled' })).id);
  }
  return { snapshots, ids };
}

test('while the place is away nothing is deleted; when it is back everything is copied, then thinned out', async () => {
  const { snapshots, ids } = await folderOf(3);
  const copies = place();
  copies.away = true;
  await expect(copyAll(snapshots, copies, CLUSTER)).rejects.toThrow('503');
  await thinOut(snapshots, copies, NONE, Date.now());
  expect(await snapshots.list()).toHaveLength(3);
  copies.away = false;
  await copyAll(snapshots, copies, CLUSTER);
  expect(copies.kept.toSorted()).toEqual(ids.toSorted());
  await thinOut(snapshots, copies, NONE, Date.now());
  expect(await snapshots.list()).toHaveLength(1);
});

test('what has a copy is not copied again; another place has none', async () => {
  const { snapshots } = await folderOf(2);
  const copies = place();
  await copyAll(snapshots, copies, CLUSTER);
  await copyAll(snapshots, copies, CLUSTER);
  expect(copies.kept).toHaveLength(2);
  expect(await uncopied(snapshots, { place: 'another place' }, CLUSTER)).toHaveLength(2);
});

test('a broken archive is never copied, does not keep the others from it, and is told', async () => {
  const { snapshots, ids } = await folderOf(3);
  const [, broken = ''] = ids;
  truncateSync(snapshots.archiveOf(broken), 100);
  const copies = place();
  await expect(copyAll(snapshots, copies, CLUSTER)).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-TRUNCATED' });
  expect(copies.kept.toSorted()).toEqual(ids.filter((id) => id !== broken).toSorted());
});

test('a snapshot of another cluster does not go to the place of this one', async () => {
  const { snapshots } = await folderOf(1);
  await snapshots.keep(Readable.from([await archiveOf(9)]), { ...ORIGIN, cluster_id: 'another' });
  const copies = place();
  await copyAll(snapshots, copies, CLUSTER);
  expect(copies.kept).toHaveLength(1);
});

test('a snapshot that is being restored outlives the schedule, for a day and no longer', async () => {
  const { snapshots, ids } = await folderOf(3);
  const [oldest = '', middle = '', newest = ''] = ids;
  await snapshots.hold({ id: oldest });
  await thinOut(snapshots, null, NONE, Date.now());
  expect((await snapshots.list()).map(({ id }) => id)).toEqual([newest, oldest]);
  await expect(snapshots.hold({ id: middle })).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-MISSING' });
  await thinOut(snapshots, null, NONE, Date.now() + 25 * 3_600_000);
  expect((await snapshots.list()).map(({ id }) => id)).toEqual([newest]);
});
