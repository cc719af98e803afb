import { held, type Stage, together, waitFor } from '../decision.js';
import { isProvenDead } from '../node-state.js';
import { factsOf, list, nodeOf, type Situation } from '../situation.js';

/** Unknown is not down (law 9): a member that cannot be reached stops every removal. */
export const checkUnknown: Stage = (situation) => {
  const { retirees, observed } = situation;
  const unknown = retirees.filter((id) => {
    const node = nodeOf(situation, id);
    return node.report === null && !isProvenDead(node, observed);
  });
  if (unknown.length === 0) return null;
  const states = unknown.map((id) => `${id} (machine ${nodeOf(situation, id).machine})`).join(', ');
  return waitFor(situation, {
    phase: 'retire',
    until: 'agent',
    nodes: unknown,
    reason: `${states}: no answer, and nothing proves that it is down`,
    late: () =>
      held(
        'QRT-NODE-UNKNOWN',
        `${states}: no answer, and nothing proves that it is down; it is not removed.`,
        `Wait until the platform says what became of it, or say so by name: quorate remove ${situation.desired.environment} ${unknown[0] ?? 'NODE'} --lost.`,
      ),
  });
};

/** Takes traffic from every node that leaves, before its membership is touched. */
export const withdraw: Stage = (situation) => {
  const { retirees, desired } = situation;
  const withdrawn = together(
    'retire',
    retirees.filter((id) => nodeOf(situation, id).report?.admitted === true),
    (node) => ({ type: 'withdraw', node }),
    (node) => `${node} leaves: its clients move while everything still works`,
  );
  if (withdrawn !== null || !desired.balancer) return withdrawn;
  const draining = retirees.filter((id) => isDraining(situation, id));
  if (draining.length === 0) return null;
  return waitFor(situation, {
    phase: 'retire',
    until: 'drained',
    nodes: draining,
    reason: `connections that clients still hold to ${list(draining)} may end by themselves`,
  });
};

/** A node that still has connections, and has not had them for too long. */
function isDraining(situation: Situation, id: string): boolean {
  const { target, report } = nodeOf(situation, id);
  const { withdrawnAt } = factsOf(situation, id);
  if (report === null || target === 'absent' || target === 'drained' || withdrawnAt === null) return false;
  return situation.now - withdrawnAt < situation.desired.timing.drain;
}
