import type { SnapshotManifest } from '../../../snapshots/index.js';
import { snapshot } from '../../steps/snapshot.js';
import type { Job, Preparation } from '../job.js';
import { assertLed } from '../support/preconditions.js';
import { settledSituation } from '../support/situation.js';

/** Takes a snapshot of the active node, verifies it and keeps it. */
export function takeSnapshotJob(reason: string): Preparation<SnapshotManifest> {
  return async (context): Promise<Job<SnapshotManifest>> => {
    const leader = assertLed(await settledSituation(context));
    let taken: SnapshotManifest | undefined;
    return {
      steps: [
        {
          step: 'take and verify a snapshot',
          reason: `${leader} leads and holds every acknowledged write`,
          run: async (work) => {
            taken = await snapshot(work, 'manual', reason);
          },
        },
      ],
      conclude: async () => {
        if (taken) return taken;
        throw new Error('a snapshot was taken once its step has run');
      },
    };
  };
}
