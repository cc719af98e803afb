import type { SnapshotFolder } from '../folder.js';
import { type Retention, superfluous } from '../retention.js';
import type { SnapshotCopies } from './snapshot-copies.js';

/**
 * Copies every snapshot of the folder that has no copy yet, the newest first.
 *
 * @throws QuorateError `QRT-SNAPSHOT-STORAGE`, or what is wrong with an archive once the others are copied.
 */
export async function copyAll(folder: SnapshotFolder, copies: SnapshotCopies, cluster: string): Promise<void> {
  const missing = await uncopied(folder, copies, cluster);
  let broken: unknown;
  for (const manifest of missing) {
    try {
      // A copy of a broken archive would be taken for a good one.
      await folder.verify(manifest);
    } catch (error) {
      broken ??= error;
      continue;
    }
    await copies.put(manifest, folder.archiveOf(manifest.id));
    await folder.markCopied(manifest.id, copies.place);
  }
  if (broken !== undefined) throw broken;
}

/** Snapshots of this cluster without a copy. */
export async function uncopied(folder: SnapshotFolder, { place }: Pick<SnapshotCopies, 'place'>, cluster: string) {
  const own = (await folder.list()).filter(({ cluster_id }) => cluster_id === cluster);
  const marked = await Promise.all(own.map(({ id }) => folder.isCopied(id, place)));
  return own.filter((_, index) => !marked[index]);
}

/** Deletes what need not be kept in the folder, but nothing that is being read, or should have a copy and has none. */
export async function thinOut(
  folder: SnapshotFolder,
  copies: Pick<SnapshotCopies, 'place'> | null,
  retention: Retention,
  now: number,
): Promise<void> {
  for (const { id } of superfluous(await folder.list(), retention, now)) {
    if (await folder.isHeld(id, now)) continue;
    if (copies === null || (await folder.isCopied(id, copies.place))) await folder.remove(id);
  }
}

/** Deletes the copies that need not be kept. */
export async function thinOutCopies(copies: SnapshotCopies, retention: Retention, now: number): Promise<void> {
  for (const copy of superfluous(await copies.list(), retention, now)) await copies.remove(copy);
}
