import { held, type Stage, step, together, waitFor } from '../decision.js';
import { isProvenDead } from '../node-state.js';
import { list, nodeOf } from '../situation.js';
import { confirmRemovals } from './confirm.js';
import { isStillborn, resetStillborn } from './stillborn.js';

/**
 * Joiners of an earlier attempt that nobody wants any more and that never got a vote: they leave before anybody
 * votes, because letting the wanted ones vote would let them vote, too.
 */
export const dropSuperseded: Stage = (situation) => {
  const { retirees, voters, established, wanted, observed } = situation;
  const superseded = retirees.filter((id) => !voters.includes(id) && !established.includes(id));
  const votesAhead = wanted.some((id) => !voters.includes(id));
  if (!votesAhead) return null;
  const unconfirmed = confirmRemovals(situation);
  if (superseded.length === 0 || unconfirmed !== null) return unconfirmed;
  const withdrawn = together(
    'retire',
    superseded.filter((id) => nodeOf(situation, id).report?.admitted === true),
    (node) => ({ type: 'withdraw', node }),
    (node) => `${node} is no longer wanted`,
  );
  if (withdrawn !== null) return withdrawn;
  const node = superseded.find(
    (id) => nodeOf(situation, id).report !== null || isProvenDead(nodeOf(situation, id), observed),
  );
  if (node !== undefined) {
    if (isStillborn(situation, node)) return resetStillborn(node);
    return step(
      'retire',
      { type: 'remove', node },
      `${node} has no vote, is no longer wanted, and shall not get a vote with the others`,
    );
  }
  return waitFor(situation, {
    phase: 'retire',
    until: 'agent',
    nodes: superseded,
    reason: `no answer from ${list(superseded)}, which would get a vote with the others`,
    late: () =>
      held(
        'QRT-NODE-UNKNOWN',
        `No answer from ${list(superseded)}, left over from an earlier attempt; nothing proves that it is down.`,
        `Wait until the platform says what became of it, or say so by name: quorate remove ${situation.desired.environment} ${superseded[0] ?? 'NODE'} --lost.`,
      ),
  });
};
