import { deployCommand, QuorateError } from '../../../schema/index.js';
import type { Situation } from '../../plan/index.js';

/**
 * While members of two versions are in the set, who leads next decides whether there is a way back.
 *
 * @throws QuorateError `QRT-ROLLOUT-UNDERWAY`
 */
export function assertOneVersion({ observed, voters, desired }: Situation): void {
  const reports = observed.nodes.filter(({ id }) => voters.includes(id)).map(({ report }) => report?.version ?? null);
  const versions = [...new Set(reports.filter((version) => version !== null))];
  if (versions.length < 2) return;
  throw new QuorateError(
    'QRT-ROLLOUT-UNDERWAY',
    `the voters run ${versions.join(' and ')}: an upgrade is under way, and moving votes or leadership now could make it final`,
    `Finish it first: ${deployCommand(desired.environment)}.`,
  );
}

/** @throws QuorateError `QRT-NO-LEADER` when no node is active, or lets the operator read the members. */
export function assertLed({ leader, observed, desired }: Situation): string {
  if (leader !== null && observed.cluster?.membership != null) return leader;
  throw new QuorateError(
    'QRT-NO-LEADER',
    'no node is active, and only an active one can change who is a member or who leads',
    `\`quorate status ${desired.environment}\` says what is wrong with the nodes.`,
  );
}
