import { engineCapabilities } from '../../../engine/index.js';
import { deployCommand, QuorateError } from '../../../schema/index.js';
import { list } from '../../plan/situation.js';
import { desiredOf } from '../../spec/desired.js';
import type { StepContext } from '../../steps/context.js';
import { unseal } from '../../steps/unseal.js';
import { awaitServing } from './serving.js';

/**
 * Starts standbys again where they keep in memory what was there before a restore: one at a time, so that the cluster
 * serves meanwhile, or all at once where only people can unseal them.
 *
 * @throws QuorateError `QRT-UNSEAL-NEEDED` when people have to come
 */
export async function refreshStandbys(work: StepContext, voters: readonly string[]): Promise<void> {
  if (!engineCapabilities(work.spec.engine).restartStandbysAfterRestore) return;
  const leader = await awaitServing(work, voters);
  const { environment, seal, unattendedUnseal } = desiredOf(work.spec);
  const standbys = voters.filter((id) => id !== leader);
  const isWithPeople = seal === 'shamir' && !unattendedUnseal;
  for (const standby of standbys) {
    await (await work.access.platform.agent(standby)).restart();
    if (isWithPeople) continue;
    if (seal === 'shamir') await unseal(work, standby);
    await awaitServing(work, voters);
  }
  if (isWithPeople && standbys.length > 0) throw peopleNeeded(environment, standbys);
}

function peopleNeeded(environment: string, standbys: readonly string[]): QuorateError {
  return new QuorateError(
    'QRT-UNSEAL-NEEDED',
    `the snapshot is back; ${list(standbys)} had the data of before in memory and were started again, and their shares are with people`,
    `Let each share holder run: quorate unseal ${environment}; then ${deployCommand(environment)}.`,
  );
}
