import type { SnapshotManifest } from '../../../snapshots/index.js';
import type { ClusterAccess } from '../../access.js';
import { holdersOf } from '../../keys/generation.js';
import type { Situation } from '../../plan/index.js';
import { bringHere, keptSnapshots } from '../../snapshots/kept.js';
import { snapshot } from '../../steps/snapshot.js';
import type { Job, JobStep, Preparation } from '../job.js';
import { assertLed, assertOneVersion } from '../support/preconditions.js';
import { settledSituation } from '../support/situation.js';
import { type FittingSnapshot, fittingSnapshot } from './fitting.js';
import { lossOf } from './loss.js';
import { restoreSnapshot } from './restore-snapshot.js';
import { type Restored, restoredReport } from './restored.js';
import { endOfTotalLoss, isEndOfTotalLoss, totalLossJob } from './total-loss/job.js';
import { lostCluster } from './total-loss/lost-cluster.js';

/**
 * Puts a snapshot back into the cluster that it is of: the running one, which keeps a safety snapshot of what is
 * replaced, or the empty machines that stand where everything was lost.
 *
 * @param id of the snapshot, or `latest`
 * @param declaredLost machines that will not come back, by the operator's word (law 9)
 */
export function restoreJob(id: string, declaredLost: readonly string[] = []): Preparation<Restored> {
  return async (context, brokenOff): Promise<Job<Restored>> => {
    const situation = await settledSituation(context);
    const begunWith = id === 'latest' && brokenOff.length > 0 ? await namedIn(context.access, brokenOff) : null;
    const wanted = begunWith ?? id;
    const gone = await lostCluster(context, situation, declaredLost);
    if (gone !== null) return await totalLossJob(context, situation, gone, wanted);
    const leader = assertLed(situation);
    assertOneVersion(situation);
    const fitting = await fittingSnapshot(context, situation, wanted, situation.observed.cluster?.clusterId ?? '');
    const { manifest } = fitting;
    if (isEndOfTotalLoss(situation, manifest, brokenOff)) return endOfTotalLoss(situation, manifest, brokenOff);
    return ofTheRunning(situation, leader, fitting, begunWith !== null);
  };
}

function ofTheRunning(situation: Situation, leader: string, fitting: FittingSnapshot, isAgain: boolean): Job<Restored> {
  const { manifest, former } = fitting;
  const lost = lossOf(manifest, situation);
  const needs = former === null ? '' : `; ${holdersOf(former)}`;
  const again = isAgain ? 'a restore that was broken off began with it; ' : '';
  let safety: SnapshotManifest | undefined;
  let recovery: number | undefined;
  const steps: JobStep[] = [
    {
      step: `take a safety snapshot before ${manifest.id} is put back`,
      reason: `what is there now is replaced: ${lost.text}`,
      run: async (work) => {
        await bringHere(work.access, manifest);
        safety = await snapshot(work, 'safety', `before the restore of ${manifest.id}`);
      },
    },
    {
      step: `restore ${manifest.id}`,
      reason: `${again}it was taken from this cluster at ${manifest.taken}; ${leader} leads and stays, writes stop for about six seconds${needs}`,
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
}

/**
 * The snapshot that a run which was broken off had begun to put back. The newest would now be another: its own safety
 * snapshot.
 */
async function namedIn(access: ClusterAccess, brokenOff: readonly string[]): Promise<string | null> {
  const { kept } = await keptSnapshots(access);
  const named = kept.find(({ manifest }) => brokenOff.some((step) => step.includes(manifest.id)));
  return named?.manifest.id ?? null;
}
