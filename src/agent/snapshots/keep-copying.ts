import { reasonOf } from '../../schema/index.js';
import { copyAll, SnapshotFolder, thinOut, thinOutCopies, uncopied } from '../../snapshots/index.js';
import type { Node } from '../node.js';
import { type Duty, dutyOf, note } from './duty.js';

const LOOK_MS = 2_000;
/** Storage that is away is asked again, and again; it is not stormed. */
const RETRY_MS = 15_000;

/**
 * Copies snapshots to object storage and thins both places out, beside the taking: storage that is slow or away stops
 * no snapshot, and is caught up with when it is back.
 */
export function keepCopying(node: Node, find: typeof dutyOf = dutyOf): void {
  const folder = new SnapshotFolder(node.home.snapshots);
  const look = async (): Promise<void> => {
    const duty = await find(node).catch(() => null);
    const isDone = duty === null || (await copy(node, folder, duty).finally(() => duty.copies?.close()));
    setTimeout(() => void look(), isDone ? LOOK_MS : RETRY_MS).unref();
  };
  void look();
}

async function copy(node: Node, folder: SnapshotFolder, { copies, cluster, schedule }: Duty): Promise<boolean> {
  try {
    const missing = copies === null ? null : (await uncopied(folder, copies, cluster)).length;
    note(node, { uncopied: missing });
    if (copies !== null && missing !== 0) {
      await copyAll(folder, copies, cluster);
      note(node, { uncopied: 0, copy_failure: null });
      if (schedule.storage?.thinned_by === 'agent') await thinOutCopies(copies, schedule.keep, Date.now());
    }
    await thinOut(folder, copies, schedule.keep, Date.now());
    return true;
  } catch (error) {
    const reason = reasonOf(error);
    node.log.warn({ reason }, 'snapshots were not copied');
    note(node, { copy_failure: { at: new Date().toISOString(), reason } });
    return false;
  }
}
