import { held, type Stage, waitFor } from '../decision.js';
import { list, nodeOf, type Situation } from '../situation.js';

/** Nothing is taken away before every wanted node is a live voter (law 3). */
export const complete: Stage = (situation) => {
  const { wanted, voters, live, desired } = situation;
  const missing = wanted.filter((id) => !voters.includes(id) || !live.has(id));
  if (missing.length === 0) return null;
  return waitFor(situation, {
    phase: 'confirm',
    until: 'live',
    nodes: missing,
    reason: `nothing is taken away before every wanted node is a live voter; missing: ${list(missing)}`,
    late: () =>
      held(
        'QRT-NODE-DOWN',
        `${missing.map((id) => describe(situation, id)).join('; ')}. Every wanted node has to be a live voter.`,
        `Bring it back, or replace its machine: when the platform says that it is gone, cdktf deploy ${desired.environment} makes a new one.`,
      ),
  });
};

function describe(situation: Situation, id: string): string {
  const { machine, report } = nodeOf(situation, id);
  const member = situation.members.has(id) ? (situation.voters.includes(id) ? 'voter' : 'non-voter') : 'no member';
  if (report === null) return `${id} (${member}) does not answer, its machine is ${machine}`;
  return `${id} (${member}) has its engine ${report.process}, sealed ${report.sealed ?? 'unknown'}, health ${report.healthCode ?? 'unknown'}`;
}
