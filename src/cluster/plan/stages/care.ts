import { deployCommand } from '../../../schema/index.js';
import { type Decision, held, type Stage, together } from '../decision.js';
import { takesShares } from '../seal.js';
import { factsOf, nodeOf, type Situation } from '../situation.js';
import { configureFallen } from './configuration.js';
import { unsealOrHold } from './unseal.js';

/** Brings members back that only need a start or their shares; a member that lost its data cannot come back. */
export const careForMembers: Stage = (situation) => {
  const { members, desired, wanted, voters } = situation;
  const leaving = (id: string) => factsOf(situation, id).removeAskedAt !== null && !wanted.includes(id);
  const useful = [...members].filter((id) => (wanted.includes(id) || voters.includes(id)) && !leaving(id));
  const reached = useful.filter((id) => nodeOf(situation, id).report !== null);
  const configured = configureFallen(situation, reached);
  if (configured !== null) return configured;
  const stopped = reached.filter((id) => {
    const { report } = nodeOf(situation, id);
    return report?.process === 'stopped' && report.hasData && report.removed !== true && isUntried(situation, id);
  });
  const started = together(
    'join',
    stopped,
    (node) => ({ type: 'start', node }),
    (node) => `${node} is a member and its engine is stopped`,
  );
  if (started !== null) return started;
  const emptied = wanted.filter((id) => members.has(id) && isEmptied(situation, id));
  if (emptied.length > 0) return rejoinOrHold(situation, emptied);
  const renewed = renewSelfRemoved(situation);
  if (renewed !== null) return renewed;
  const sealed = reached.filter((id) => isOpenAndSealed(situation, id));
  const urgent = desired.unattendedUnseal ? sealed : sealed.filter((id) => wanted.includes(id));
  return urgent.length === 0 ? null : unsealOrHold(situation, urgent);
};

function isUntried(situation: Situation, id: string): boolean {
  return factsOf(situation, id).startAskedAt === null;
}

function isEmptied(situation: Situation, id: string): boolean {
  const { report } = nodeOf(situation, id);
  return report !== null && !report.hasData && (report.process === 'stopped' || report.initialized === false);
}

function isOpenAndSealed(situation: Situation, id: string): boolean {
  const { report } = nodeOf(situation, id);
  const isSealed = report?.sealed === true && report.listener === 'public';
  return isSealed && report.hasData && (report.shares ?? 0) > 0 && takesShares(situation, report);
}

/**
 * Vault 1.19 and later: a joiner that is slow to replay its first log takes itself for removed, for good, while the
 * leader counts it as a member (issue 32099). Wiped and taken out it can join again, for as long as its gate waits.
 */
function renewSelfRemoved(situation: Situation): Decision | null {
  const { wanted, members, voters } = situation;
  return together(
    'join',
    wanted.filter((id) => members.has(id) && !voters.includes(id) && nodeOf(situation, id).report?.removed === true),
    (node) => ({ type: 'reset', node, member: true }),
    (node) => `${node} took itself for removed while it replayed its first log; it joins again`,
  );
}

/** A non-voter that was wiped half-way is reset to its end; a voter without its data is a loss, not a step. */
function rejoinOrHold(situation: Situation, emptied: readonly string[]): Decision | null {
  const voters = emptied.filter((id) => situation.voters.includes(id));
  const reset = together(
    'join',
    emptied.filter((id) => !voters.includes(id)),
    (node) => ({ type: 'reset', node, member: true }),
    (node) => `${node} is a member without data: it has to leave before it can join again`,
  );
  if (reset !== null) return reset;
  return held(
    'QRT-NODE-SPENT',
    `${voters.join(', ')} is a voter and has lost its data; the same node id can never come back with other data.`,
    `Replace its machine: ${deployCommand(situation.desired.environment)} after removing it from the platform.`,
  );
}
