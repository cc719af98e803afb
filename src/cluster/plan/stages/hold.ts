import type { AutopilotSettings, HoldFact } from '../../model/index.js';
import { held, type Stage, step, waitFor } from '../decision.js';
import { isTrusted } from '../gate.js';
import { isHookOpen, isRollout } from '../rollout.js';
import { factsOf } from '../situation.js';
import { isReadyToJoin } from './outsider.js';

/** Longest hold worth setting, seconds; gates are over long before. */
const LONGEST_HOLD = 3600;

/**
 * Brakes joiners where the engine has no non-voters. A hold longer than the leader's age counts for nothing, so that
 * a rollout first lets a young leader grow older; repair and scaling take what they can get.
 */
export const holdJoiners: Stage = (situation) => {
  const { capabilities, founding, observed, facts, now, desired, wanted, members } = situation;
  const joining = wanted.some((id) => !members.has(id) && isReadyToJoin(situation, id));
  const { cluster } = observed;
  const membership = cluster?.membership ?? null;
  if (!joining || cluster === null || membership === null) return null;
  if (capabilities.nonVoters || founding) {
    const { cleanupDeadServers, serverStabilizationTime } = membership.autopilot;
    if (!cleanupDeadServers && serverStabilizationTime <= 1) return null;
    return step(
      'join',
      { type: 'release' },
      'autopilot shall not clean up while nodes join, nor delay votes given by name',
    );
  }
  const age = now - cluster.activeSince;
  if (isRollout(situation) && age < desired.timing.minimalHold + 1000) {
    return waitFor(situation, {
      phase: 'preflight',
      until: 'leader-age',
      nodes: [cluster.active],
      reason: `${cluster.active} has led for ${Math.floor(age / 1000)} s: a hold works only up to that age`,
      late: () =>
        held(
          'QRT-LEADER-UNSTABLE',
          'Leadership keeps moving: no leader grew old enough to hold back joiners.',
          'Find out why leaders change (quorate watch), then deploy again.',
        ),
    });
  }
  const seconds = Math.min(LONGEST_HOLD, Math.floor(age / 1000) - 1);
  const { hold } = facts;
  const inForce = hold?.leader === cluster.active && isHolding(hold, membership.autopilot, age);
  if (inForce || seconds < 2) return null;
  return step(
    'join',
    { type: 'hold', seconds, leader: cluster.active },
    'joiners shall not vote before they are trusted',
  );
};

/** A hold is as long as the leader was old; while joiners are still untrusted it is lengthened before it runs out. */
export const renewHold: Stage = (situation) => {
  const { capabilities, founding, observed, facts, now, wanted, members, voters } = situation;
  const { cluster } = observed;
  const autopilot = cluster?.membership?.autopilot;
  const { hold } = facts;
  if (capabilities.nonVoters || founding || cluster === null || autopilot === undefined || hold === null) return null;
  const age = now - cluster.activeSince;
  if (hold.leader !== cluster.active || !isHolding(hold, autopilot, age)) return null;
  const open = isHookOpen(situation);
  const braked = wanted.filter((id) => members.has(id) && !voters.includes(id) && (open || !isTrusted(situation, id)));
  const longest = Math.max(0, ...braked.map((id) => now - (factsOf(situation, id).memberSince ?? now)));
  const seconds = Math.min(LONGEST_HOLD, Math.floor(age / 1000) - 1);
  if (longest < hold.seconds * 500 || seconds < hold.seconds * 1.5) return null;
  return step(
    'trust',
    { type: 'hold', seconds, leader: cluster.active },
    `the hold of ${hold.seconds} s runs out before the joiners may vote`,
  );
};

/** A leader that lost and won again is young again, and its hold counts for nothing until it is old enough. */
function isHolding({ seconds }: HoldFact, autopilot: AutopilotSettings, age: number): boolean {
  return autopilot.serverStabilizationTime === seconds && seconds * 1000 <= age;
}
