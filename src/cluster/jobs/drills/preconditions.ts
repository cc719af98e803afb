import { deployCommand, QuorateError } from '../../../schema/index.js';
import { quorumOf } from '../../model/index.js';
import type { Situation } from '../../plan/index.js';
import { whoServes } from '../support/await-situation.js';
import { assertLed, assertOneVersion } from '../support/preconditions.js';
import { isWhole } from './drill.js';

/**
 * A drill shows what a whole cluster bears; one that has a fault already has its emergency.
 *
 * @returns its leader
 * @throws QuorateError `QRT-NOT-WHOLE`; `QRT-UNATTENDED` when nodes that restart would wait for people with shares
 */
export function assertWhole(situation: Situation): string {
  const { desired } = situation;
  const leader = assertLed(situation);
  assertOneVersion(situation);
  if (!isWhole(situation)) {
    throw new QuorateError(
      'QRT-NOT-WHOLE',
      `a drill begins with a whole cluster: expected every voter to serve and be in sync, received ${whoServes(situation)}`,
      `What an earlier drill cut off: quorate drill heal ${desired.environment}. Everything else: ${deployCommand(desired.environment)}.`,
    );
  }
  if (desired.seal === 'shamir' && !desired.unattendedUnseal) {
    throw new QuorateError(
      'QRT-UNATTENDED',
      'nodes that restart would stay sealed until people come with their shares',
      'Drill in an environment whose seal opens by itself.',
    );
  }
  return leader;
}

/** @throws QuorateError `QRT-NOT-WHOLE` when those that are not struck are no majority. */
export function assertQuorumOutside({ voters, desired }: Situation, struck: readonly string[]): void {
  const left = voters.filter((id) => !struck.includes(id)).length;
  const quorum = quorumOf(voters.length);
  if (left >= quorum) return;
  throw new QuorateError(
    'QRT-NOT-WHOLE',
    `${struck.join(', ')} hold ${voters.length - left} of ${voters.length} votes: without them there is no quorum of ${quorum}, and nothing to measure`,
    `Spread the voters of ${desired.environment} over three zones, or name another zone.`,
  );
}
