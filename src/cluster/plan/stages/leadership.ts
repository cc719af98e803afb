import { type Decision, held, type Stage, step, waitFor } from '../decision.js';
import type { Situation } from '../situation.js';
import { canLoseVote } from '../tally.js';

/** Moves leadership once, when the leader is the last of the old voters (law 6). */
export const moveLeadership: Stage = (situation) => {
  const { leader, retirees, voters } = situation;
  if (leader === null || !retirees.includes(leader) || !canLoseVote(situation, leader)) return null;
  if (retirees.some((id) => id !== leader && voters.includes(id))) return null;
  return moveFrom(situation, leader, `${leader} is the last old voter and leads`);
};

/** Takes leadership from this node, no sooner than the engine can bear it. */
export function moveFrom(situation: Situation, leader: string, reason: string): Decision {
  const { facts, observed, desired, now } = situation;
  const asked = facts.lastLeadershipMoveAt ?? 0;
  const since = observed.cluster?.activeSince ?? 0;
  if (now - Math.max(asked, since) >= desired.timing.leadershipSpacing) {
    return step('move-leadership', { type: 'step-down', node: leader }, reason);
  }
  return waitFor(situation, {
    phase: 'move-leadership',
    until: asked > since ? 'new-leader' : 'leadership-spacing',
    nodes: [leader],
    reason:
      asked > since
        ? `${leader} was asked to step down: a wanted node takes over`
        : 'a node that stepped down sleeps: leadership moves at most once in that time',
    late: () =>
      held(
        'QRT-LEADER-STAYS',
        `${leader} goes on leading though it was asked to step down.`,
        'Look at its engine log and the health of the new voters, then deploy again.',
      ),
  });
}
