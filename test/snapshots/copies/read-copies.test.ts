import { expect, test } from 'vitest';
import {
  allCopies,
  newestCopy,
  type SnapshotCopies,
  type SnapshotManifest,
  type StoredCopy,
} from '../../../src/snapshots/index.js';

const copyOf = (id: string): StoredCopy => ({ id, kind: 'scheduled', taken: '2030-01-01T00:00:00Z' });

/** A place in which somebody thins out: what the looks list one after the other, and what is still there to be read. */
function thinned(looks: readonly (readonly string[])[], there: readonly string[]): SnapshotCopies {
  let look = -1;
  const list = async () => {
    look = Math.min(look + 1, looks.length - 1);
    return (looks[look] ?? []).map(copyOf);
  };
  const manifest = async ({ id }: StoredCopy) => (there.includes(id) ? ({ id } as SnapshotManifest) : null);
  return { place: 's3://somewhere/', list, manifest } as unknown as SnapshotCopies;
}

test('copies that are thinned out while they are read are left out, and the others are told', async () => {
  const all = await allCopies(thinned([['3', '2', '1']], ['3', '1']));
  expect(all.map(({ id }) => id)).toEqual(['3', '1']);
});

test('where the newest copy was superseded while it was read, its successor is the newest', async () => {
  expect(await newestCopy(thinned([['1'], ['2']], ['2']))).toMatchObject({ id: '2' });
  expect(await newestCopy(thinned([[]], []))).toBeNull();
});

test('a place that lists a newest copy which is never there is told with its name', async () => {
  await expect(newestCopy(thinned([['1']], []))).rejects.toMatchObject({
    code: 'QRT-SNAPSHOT-STORAGE',
    message: expect.stringContaining('s3://somewhere/'),
  });
});
