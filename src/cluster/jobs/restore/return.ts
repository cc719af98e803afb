import { who } from '../../../operation/index.js';
import { QuorateError } from '../../../schema/index.js';
import { compareVersions } from '../../capabilities/index.js';
import type { ReturnFact } from '../../model/index.js';
import type { Situation } from '../../plan/index.js';
import type { Job, Preparation } from '../job.js';
import { assertLed } from '../support/preconditions.js';
import { remember, situationNow } from '../support/situation.js';
import { fittingSnapshot } from './fitting.js';
import { lossOf } from './loss.js';

/**
 * Lets the next deploy of the snapshot's older version through, which ends with putting the snapshot back. Until then
 * nothing of the cluster changes, and a deploy of the version that it has ends the matter.
 *
 * @param id of a snapshot of an older version
 */
export function returnJob(id: string): Preparation<ReturnFact> {
  return async (context): Promise<Job<ReturnFact>> => {
    const situation = await situationNow(context);
    assertLed(situation);
    assertHasLed(situation);
    const { manifest } = await fittingSnapshot(context, situation, id, situation.observed.cluster?.clusterId ?? '');
    const wanted: ReturnFact = { by: who(), snapshot: manifest.id, version: manifest.engine.version, done: false };
    return {
      steps: [
        {
          step: `accept the loss of going back to ${wanted.version}`,
          reason: `${lossOf(manifest, situation).text}, and what is written until a deploy of it has put it back`,
          run: () => remember(context, (facts) => ({ ...facts, returnTo: wanted })),
        },
      ],
      conclude: async () => wanted,
    };
  };
}

/** As long as the newer version has never led, the way back loses nothing. */
function assertHasLed({ desired, observed }: Situation): void {
  const { version } = desired.engine;
  const history = observed.cluster?.membership?.versionHistory ?? [];
  if (history.some((active) => compareVersions(active, version) === 0)) return;
  throw new QuorateError(
    'QRT-RESTORE-NEEDLESS',
    `no node of ${version} has led: nothing has to be restored`,
    `quorate rollback ${desired.environment} takes the new nodes out and loses nothing.`,
  );
}
