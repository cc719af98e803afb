import { reasonOf, type SnapshotSchedule, type SnapshotState } from '../../schema/index.js';
import { SnapshotFolder, superfluous } from '../../snapshots/index.js';
import type { Node } from '../node.js';
import { isDue } from './due.js';
import { takeScheduled } from './take.js';

/** Often enough that a new leader is soon on time, seldom enough that nobody notices. */
const SHORTEST_LOOK_MS = 500;
const LONGEST_LOOK_MS = 15_000;
const IDLE_LOOK_MS = 2_000;
/** A second attempt at what has just failed would fail the same way. */
const RETRY_MS = 30_000;

/** Has the node take snapshots on schedule for as long as it leads. */
export function keepTaking(node: Node): void {
  const folder = new SnapshotFolder(node.home.snapshots);
  const look = async (): Promise<void> => {
    const wait = await takeWhenDue(node, folder).catch((error: unknown) => {
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
async function takeWhenDue(node: Node, folder: SnapshotFolder): Promise<number> {
  const { configuration, admitted } = node.memory.get();
  const schedule = configuration?.snapshots ?? null;
  if (configuration === null || schedule === null || !admitted || !(await leads(node))) {
    node.snapshots = null;
    return IDLE_LOOK_MS;
  }
  const cluster = (await node.engine.get().sealStatus()).cluster_id;
  const all = (await folder.list()).filter(({ cluster_id }) => cluster_id === cluster);
  const newest = all.find(({ kind }) => kind === 'scheduled');
  note(node, { newest: all[0]?.taken ?? null, size: all[0]?.size ?? null });
  if (isDue(newest ? Date.parse(newest.taken) : null, schedule.every, Date.now())) {
    const begun = performance.now();
    const { id, taken, size } = await takeScheduled(node, configuration, folder);
    const duration = Math.round(performance.now() - begun);
    note(node, { newest: taken, size, duration_ms: duration, failure: null });
    node.log.info({ snapshot: id, size, duration_ms: duration }, 'snapshot taken');
    await prune(folder, schedule);
  }
  return Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, schedule.every * 100));
}

async function prune(folder: SnapshotFolder, { keep }: SnapshotSchedule): Promise<void> {
  for (const { id } of superfluous(await folder.list(), keep, Date.now())) await folder.remove(id);
}

async function leads(node: Node): Promise<boolean> {
  if (node.supervisor.process !== 'running') return false;
  const health = await node.engine
    .get()
    .health({ deadlineMs: 1_000 })
    .catch(() => null);
  return health?.code === 200;
}

function note(node: Node, change: Partial<SnapshotState>): void {
  const before = node.snapshots ?? { newest: null, size: null, duration_ms: null, failure: null };
  node.snapshots = { ...before, ...change };
}
