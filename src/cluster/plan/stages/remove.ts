import { type Decision, held, type Stage, step, waitFor } from '../decision.js';
import { isServing } from '../node-state.js';
import { factsOf, nodeOf, type Situation } from '../situation.js';
import { canLoseVote } from '../tally.js';
import { RECONCILE_TIME } from './promote.js';
import { isStillborn, resetStillborn } from './stillborn.js';

/** Removes what is not wanted, one at a time: the dead first, the leader last (law 3). */
export const remove: Stage = (situation) => {
  const { retirees, live, voters, leader, capabilities } = situation;
  const stillborn = retirees.find((id) => isStillborn(situation, id));
  if (stillborn !== undefined) return resetStillborn(stillborn);
  const dead = retirees.find((id) => !live.has(id));
  if (dead !== undefined) {
    return awaitSentOn(situation, dead) ?? takeOut(situation, dead, `${dead} is not wanted and does not serve`);
  }
  const followers = retirees.filter((id) => id !== leader && voters.includes(id));
  const voteless = retirees.filter((id) => !voters.includes(id));
  if (capabilities.nonVoters) {
    const demoted = demoteNext(situation, followers);
    if (demoted !== null) return demoted;
    if (leader !== null && retirees.includes(leader)) return null;
  }
  const next = voteless[0] ?? followers[0];
  if (next === undefined) return null;
  return (
    awaitSentOn(situation, next) ??
    takeOut(
      situation,
      next,
      `${next} is not wanted${voters.includes(next) ? ' and is a follower' : ' and has no vote'}`,
    )
  );
};

/**
 * While there is no leader a standby sends clients on to the one that was, and the stock client repeats its requests
 * there, for up to 4.5 s: until then the old leader hands them on as any other standby.
 */
const SENT_ON = 5_000;

function awaitSentOn(situation: Situation, node: string): Decision | null {
  const moved = situation.facts.lastLeadershipMoveAt;
  if (moved === null || situation.now - moved >= SENT_ON) return null;
  // A leader of a moment does not know yet how the others are.
  if (!isServing(nodeOf(situation, node), situation.observed.cluster?.clusterId ?? '')) return null;
  return waitFor(situation, {
    phase: 'retire',
    until: 'leadership-spacing',
    nodes: [node],
    reason: `clients that were sent on to ${node} while leadership moved repeat their requests there`,
  });
}

function takeOut(situation: Situation, node: string, reason: string): Decision {
  if (!canLoseVote(situation, node)) return atRisk(situation, node);
  return step('retire', { type: 'remove', node }, reason);
}

/** Followers lose their vote one after the other, then the leader: its demotion is carried out by the next leader. */
function demoteNext(situation: Situation, followers: readonly string[]): Decision | null {
  const { leader, retirees } = situation;
  const last = leader !== null && retirees.includes(leader) ? leader : undefined;
  const next = followers[0] ?? (last !== undefined && !wasAsked(situation, last) ? last : undefined);
  if (next === undefined) return null;
  if (!canLoseVote(situation, next)) return atRisk(situation, next);
  if (next === last || !wasAsked(situation, next)) {
    return step('retire', { type: 'demote', node: next }, `${next} is not wanted and must not lead again`);
  }
  return waitFor(situation, {
    phase: 'retire',
    until: 'non-voter',
    nodes: [next],
    reason: `${next} loses its vote at autopilot's next round`,
    late: () =>
      held(
        'QRT-NOT-DEMOTED',
        `${next} was to be demoted and is still a voter.`,
        'Look at the autopilot state (quorate status), then deploy again.',
      ),
  });
}

function wasAsked(situation: Situation, id: string): boolean {
  const { demoteAskedAt } = factsOf(situation, id);
  if (demoteAskedAt === null) return false;
  if (id !== situation.leader) return situation.now - demoteAskedAt <= RECONCILE_TIME;
  return demoteAskedAt >= (situation.observed.cluster?.activeSince ?? 0);
}

function atRisk(situation: Situation, node: string): Decision {
  const alive = situation.voters.filter((id) => situation.live.has(id)).length;
  return held(
    'QRT-QUORUM-AT-RISK',
    `Taking the vote of ${node} would leave too few live voters: ${alive} of ${situation.voters.length} are live.`,
    'Bring back the voters that are down (quorate status names them), then deploy again.',
  );
}
