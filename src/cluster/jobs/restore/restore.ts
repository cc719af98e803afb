import type { SnapshotManifest } from '../../../snapshots/index.js';
import type { Convergence } from '../../execute/converge.js';
import { snapshot } from '../../steps/snapshot.js';
import type { Job, JobStep, Preparation } from '../job.js';
import { assertLed, assertOneVersion } from '../support/preconditions.js';
import { situationNow } from '../support/situation.js';
import { fittingSnapshot } from './fitting.js';
import { type Loss, lossOf } from './loss.js';
import { putBack } from './put-back.js';
import { awaitServing, proveEveryVoter } from './serving.js';

/** What a restore did. */
export interface Restored {
  readonly snapshot: string;
  /** Taken just before; null where there was nothing left to take it from. */
  readonly safety_snapshot: string | null;
  readonly cluster_id: string;
  readonly lost: Loss;
  readonly leader: string;
  readonly voters: readonly string[];
  /** From the request to restore until every voter was proven to serve, milliseconds. */
  readonly recovery_ms: number;
}

/**
 * Puts a snapshot back into the running cluster that it is of. What came after it is lost, but for a safety snapshot.
 *
 * @param id of the snapshot, or `latest`
 */
export function restoreJob(id: string): Preparation<Restored> {
  return async (context): Promise<Job<Restored>> => {
    const situation = await situationNow(context);
    const leader = assertLed(situation);
    assertOneVersion(situation);
    const manifest = await fittingSnapshot(context, situation, id);
    const lost = lossOf(manifest, situation);
    let safety: SnapshotManifest | undefined;
    let recovery: number | undefined;
    const steps: JobStep[] = [
      {
        step: 'take a safety snapshot',
        reason: `what is there now is replaced: ${lost.text}`,
        run: async (work) => {
          safety = await snapshot(work, 'safety', `before the restore of ${manifest.id}`);
        },
      },
      {
        step: `restore ${manifest.id}`,
        reason: `it was taken from this cluster at ${manifest.taken}; ${leader} leads and stays, writes stop for about six seconds`,
        run: async (work) => {
          recovery = await restoreSnapshot(work, manifest);
        },
      },
    ];
    return {
      steps,
      conclude: async (work) => {
        const after = await situationNow(work);
        return {
          snapshot: manifest.id,
          safety_snapshot: safety?.id ?? null,
          cluster_id: manifest.cluster_id,
          lost,
          leader: assertLed(after),
          voters: after.voters,
          recovery_ms: Math.round(recovery ?? 0),
        };
      },
    };
  };
}

/**
 * Puts a verified snapshot of this cluster back and waits until every voter that was live serves again, proven by a
 * write through each. Takes no safety snapshot: the caller has one.
 *
 * @returns milliseconds from the request until every voter was proven
 * @throws QuorateError `QRT-SNAPSHOT-OTHER-SEAL` when the engine cannot open it; nothing was changed then.
 */
export async function restoreSnapshot(work: Convergence, manifest: SnapshotManifest): Promise<number> {
  const before = await situationNow(work);
  const live = before.voters.filter((voter) => before.live.has(voter));
  const begun = performance.now();
  await putBack(work, assertLed(before), manifest);
  await awaitServing(work, live);
  await proveEveryVoter(work, live);
  return performance.now() - begun;
}
