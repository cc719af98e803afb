import type { SnapshotManifest } from '../../../snapshots/index.js';
import { holdersOf } from '../../keys/generation.js';
import { bringHere } from '../../snapshots/kept.js';
import { snapshot } from '../../steps/snapshot.js';
import type { Job, JobStep, Preparation } from '../job.js';
import { assertLed, assertOneVersion } from '../support/preconditions.js';
import { settledSituation } from '../support/situation.js';
import { fittingSnapshot } from './fitting.js';
import { lossOf } from './loss.js';
import { restoreSnapshot } from './restore-snapshot.js';
import { type Restored, restoredReport } from './restored.js';
import { totalLossJob } from './total-loss/job.js';
import { lostCluster } from './total-loss/lost-cluster.js';

/**
 * Puts a snapshot back into the cluster that it is of: the running one, which keeps a safety snapshot of what is
 * replaced, or the empty machines that stand where everything was lost.
 *
 * @param id of the snapshot, or `latest`
 * @param declaredLost machines that will not come back, by the operator's word (law 9)
 */
export function restoreJob(id: string, declaredLost: readonly string[] = []): Preparation<Restored> {
  return async (context): Promise<Job<Restored>> => {
    const situation = await settledSituation(context);
    const gone = await lostCluster(context, situation, declaredLost);
    if (gone !== null) return await totalLossJob(context, situation, gone, id);
    const leader = assertLed(situation);
    assertOneVersion(situation);
    const fitting = await fittingSnapshot(context, situation, id, situation.observed.cluster?.clusterId ?? '');
    const { manifest, former } = fitting;
    const lost = lossOf(manifest, situation);
    const needs = former === null ? '' : `; ${holdersOf(former)}`;
    let safety: SnapshotManifest | undefined;
    let recovery: number | undefined;
    const steps: JobStep[] = [
      {
        step: 'take a safety snapshot',
        reason: `what is there now is replaced: ${lost.text}`,
        run: async (work) => {
          await bringHere(work.access, manifest);
          safety = await snapshot(work, 'safety', `before the restore of ${manifest.id}`);
        },
      },
      {
        step: `restore ${manifest.id}`,
        reason: `it was taken from this cluster at ${manifest.taken}; ${leader} leads and stays, writes stop for about six seconds${needs}`,
        run: async (work) => {
          recovery = await restoreSnapshot(work, fitting);
        },
      },
    ];
    return {
      steps,
      conclude: async (work) =>
        await restoredReport(work, manifest, {
          safety_snapshot: safety?.id ?? null,
          lost,
          recovery_ms: recovery ?? 0,
        }),
    };
  };
}
