import { copyAll, ObjectCopies, SnapshotFolder } from '../../snapshots/index.js';
import type { Node } from '../node.js';

/**
 * Copies what has no copy yet, whoever led when it was taken, before the machine goes with its disk.
 *
 * @throws QuorateError `QRT-SNAPSHOT-STORAGE`
 */
export async function drainSnapshots({ home, memory }: Node): Promise<void> {
  const storage = memory.get().configuration?.snapshots?.storage ?? null;
  if (storage === null) return;
  const folder = new SnapshotFolder(home.snapshots);
  const clusters = new Set((await folder.list()).map(({ cluster_id }) => cluster_id));
  for (const cluster of clusters) {
    const copies = new ObjectCopies(storage, cluster);
    try {
      await copyAll(folder, copies, cluster);
    } finally {
      await copies.close();
    }
  }
}
