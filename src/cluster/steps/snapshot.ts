import { who } from '../../operation/index.js';
import type { SnapshotManifest } from '../../snapshots/index.js';
import { activeEngine, type StepContext } from './context.js';

/** Large stores take their time; a snapshot that stops flowing is noticed by the engine's own connection. */
const DEADLINE_MS = 30 * 60_000;

/** Takes a snapshot from the active node and keeps it once every sum in it was verified. */
export async function snapshot(context: StepContext, reason: string): Promise<SnapshotManifest> {
  const engine = await activeEngine(context);
  const { cluster_id, version } = await engine.sealStatus();
  const archive = await engine.raft.snapshot({ deadlineMs: DEADLINE_MS, signal: context.signal });
  return await context.access.snapshots.keep(archive, {
    cluster_id: cluster_id ?? '',
    engine: { name: context.spec.engine.name, version },
    seal: context.spec.seal.type,
    taken_by: who(),
    reason,
  });
}
