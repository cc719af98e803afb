import type { RuntimeConfiguration, SnapshotSchedule, SnapshotState } from '../../schema/index.js';
import { ObjectCopies, type SnapshotCopies } from '../../snapshots/index.js';
import type { Node } from '../node.js';

/** What the node that leads has to do about snapshots. */
export interface Duty {
  readonly configuration: RuntimeConfiguration;
  readonly schedule: SnapshotSchedule;
  /** Id of the cluster. */
  readonly cluster: string;
  /** Null without object storage. Close it after use. */
  readonly copies: SnapshotCopies | null;
}

/** Null while this node does not lead, is not trusted yet, or has no schedule. */
export async function dutyOf(node: Node): Promise<Duty | null> {
  const { configuration, admitted } = node.memory.get();
  const schedule = configuration?.snapshots ?? null;
  if (configuration === null || schedule === null || !admitted || !(await leads(node))) return null;
  const { cluster_id: cluster } = await node.engine.get().sealStatus();
  if (cluster === undefined) return null;
  const copies = schedule.storage && new ObjectCopies(schedule.storage, cluster);
  return { configuration, schedule, cluster, copies };
}

/** Changes what the node tells of its snapshots. */
export function note(node: Node, change: Partial<SnapshotState>): void {
  node.snapshots = { ...(node.snapshots ?? NOTHING), ...change };
}

const NOTHING: SnapshotState = {
  newest: null,
  size: null,
  duration_ms: null,
  failure: null,
  uncopied: null,
  copy_failure: null,
};

async function leads(node: Node): Promise<boolean> {
  if (node.supervisor.process !== 'running') return false;
  const health = await node.engine
    .get()
    .health({ deadlineMs: 1_000 })
    .catch(() => null);
  return health?.code === 200;
}
