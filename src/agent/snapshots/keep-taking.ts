import { reasonOf } from '../../schema/index.js';
import { type SnapshotCopies, SnapshotFolder, type SnapshotManifest, type StoredCopy } from '../../snapshots/index.js';
import type { Node } from '../node.js';
import { isDue } from './due.js';
import { dutyOf, note } from './duty.js';
import { takeScheduled } from './take.js';

/** Often enough that a new leader is soon on time, seldom enough that nobody notices. */
const SHORTEST_LOOK_MS = 500;
const LONGEST_LOOK_MS = 15_000;
const IDLE_LOOK_MS = 2_000;
/** A second attempt at what has just failed would fail the same way. */
const RETRY_MS = 30_000;
/** Storage that takes longer to say what it has holds no snapshot up. */
const STORAGE_MS = 10_000;

/** What the taking consists of beside its rhythm. */
export interface Taking {
  readonly dutyOf: typeof dutyOf;
  readonly take: typeof takeScheduled;
}

/** Has the node take snapshots on schedule for as long as it leads. */
export function keepTaking(node: Node, taking: Taking = { dutyOf, take: takeScheduled }): void {
  const folder = new SnapshotFolder(node.home.snapshots);
  const look = async (): Promise<void> => {
    const wait = await takeWhenDue(node, folder, taking).catch((error: unknown) => {
      const reason = reasonOf(error);
      node.log.warn({ reason }, 'no snapshot was taken');
      note(node, { failure: { at: new Date().toISOString(), reason } });
      return RETRY_MS;
    });
    setTimeout(() => void look(), wait).unref();
  };
  void look();
}

/** @returns milliseconds until the next look */
async function takeWhenDue(node: Node, folder: SnapshotFolder, taking: Taking): Promise<number> {
  const duty = await taking.dutyOf(node);
  if (duty === null) {
    node.snapshots = null;
    return IDLE_LOOK_MS;
  }
  const { configuration, schedule, cluster, copies } = duty;
  const all = (await folder.list()).filter(({ cluster_id }) => cluster_id === cluster);
  // One that another leader has taken and copied may be newer than any on this disk.
  const newest = [all[0]?.taken, node.snapshots?.newest]
    .filter((taken) => typeof taken === 'string')
    .sort()
    .at(-1);
  note(node, { newest: newest ?? null, size: all[0]?.size ?? null });
  try {
    if (await isWanted(all)) {
      const begun = performance.now();
      const { id, taken, size } = await taking.take(node, configuration, folder);
      const duration = Math.round(performance.now() - begun);
      note(node, { newest: taken, size, duration_ms: duration, failure: null });
      node.log.info({ snapshot: id, size, duration_ms: duration }, 'snapshot taken');
    }
  } finally {
    await copies?.close();
  }
  return Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, schedule.every * 100));

  /** A leader with a disk of its own learns from the copies what the one before it has taken. */
  async function isWanted(own: readonly SnapshotManifest[]): Promise<boolean> {
    const newest = own.find(({ kind }) => kind === 'scheduled');
    if (!isDue(newest ? Date.parse(newest.taken) : null, schedule.every, Date.now())) return false;
    const stored = copies === null ? [] : await promptly(copies);
    const copy = stored.find(({ kind }) => kind === 'scheduled');
    if (copy && copy.taken > (newest?.taken ?? '')) note(node, { newest: copy.taken });
    return isDue(copy ? Date.parse(copy.taken) : null, schedule.every, Date.now());
  }
}

/** What is stored, or nothing when the storage does not say so soon. */
async function promptly(copies: SnapshotCopies): Promise<readonly StoredCopy[]> {
  const listed = copies.list().catch(() => []);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly StoredCopy[]>((done) => {
    timer = setTimeout(() => done([]), STORAGE_MS);
  });
  return await Promise.race([listed, late]).finally(() => clearTimeout(timer));
}
