import { type Stage, step } from '../decision.js';
import { isProvenDead } from '../node-state.js';
import { nodeOf } from '../situation.js';
import { canLoseVote } from '../tally.js';
import { confirmRemovals } from './confirm.js';

/**
 * Takes the proven dead out as soon as every wanted node votes, trusted or not: they count against the quorum, and a
 * newcomer may have to restart before it can be trusted.
 */
export const buryDead: Stage = (situation) => {
  const { wanted, voters, live, retirees, observed } = situation;
  if (!wanted.every((id) => voters.includes(id) && live.has(id))) return null;
  const dead = retirees.find((id) => voters.includes(id) && isProvenDead(nodeOf(situation, id), observed));
  if (dead === undefined || !canLoseVote(situation, dead)) return null;
  const removal = step('retire', { type: 'remove', node: dead }, `${dead} is not wanted and its machine is down`);
  return confirmRemovals(situation) ?? removal;
};
