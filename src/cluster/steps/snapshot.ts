import { who } from '../../operation/index.js';
import { type SnapshotKind, type SnapshotManifest, sealInUse, sealKeyOf } from '../../snapshots/index.js';
import { runtimeConfigurationOf } from '../spec/runtime.js';
import { activeEngine, type StepContext } from './context.js';

/** Large stores take their time; a snapshot that stops flowing is noticed by the engine's own connection. */
const DEADLINE_MS = 30 * 60_000;

/** Takes a snapshot from the active node and keeps it once every sum in it was verified. */
export async function snapshot(context: StepContext, kind: SnapshotKind, reason: string): Promise<SnapshotManifest> {
  const { access, spec, signal } = context;
  const engine = await activeEngine(context);
  const { cluster_id = '', version, type } = await engine.sealStatus();
  const archive = await engine.raft.snapshot({ deadlineMs: DEADLINE_MS, signal });
  return await access.snapshots.keep(archive, {
    cluster_id,
    engine: { name: spec.engine.name, version },
    seal: sealKeyOf(sealInUse(runtimeConfigurationOf(spec), type), cluster_id),
    taken_by: who(),
    kind,
    reason,
  });
}
