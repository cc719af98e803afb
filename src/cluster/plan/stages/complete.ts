import { deployCommand } from '../../../schema/index.js';
import { type Decision, held, type Stage, waitFor } from '../decision.js';
import { isRollout } from '../rollout.js';
import { list, nodeOf, type Situation } from '../situation.js';
import { turnDown } from './roll-back.js';

/** Nothing is taken away before every wanted node is a live voter (law 3). */
export const complete: Stage = (situation) => {
  const { wanted, voters, live } = situation;
  const missing = wanted.filter((id) => !voters.includes(id) || !live.has(id));
  if (missing.length === 0) return null;
  return waitFor(situation, {
    phase: 'confirm',
    until: 'live',
    nodes: missing,
    reason: `nothing is taken away before every wanted node is a live voter; missing: ${list(missing)}`,
    late: () => late(situation, missing),
  });
};

/** A new machine that runs and whose engine gave up after it was trusted is turned down; a dead one is replaced. */
function late(situation: Situation, missing: readonly string[]): Decision {
  const found = missing.map((id) => describe(situation, id)).join('; ');
  const failed = missing.some((id) => situation.newcomers.includes(id) && nodeOf(situation, id).report !== null);
  if (failed && isRollout(situation)) return turnDown(situation, found);
  return held(
    'QRT-NODE-DOWN',
    `${found}. Every wanted node has to be a live voter.`,
    `Bring it back, or replace its machine: when the platform says that it is gone, ${deployCommand(situation.desired.environment)} makes a new one.`,
  );
}

function describe(situation: Situation, id: string): string {
  const { machine, report } = nodeOf(situation, id);
  const member = situation.members.has(id) ? (situation.voters.includes(id) ? 'voter' : 'non-voter') : 'no member';
  if (report === null) return `${id} (${member}) does not answer, its machine is ${machine}`;
  return `${id} (${member}) has its engine ${report.process}, sealed ${report.sealed ?? 'unknown'}, health ${report.healthCode ?? 'unknown'}`;
}
