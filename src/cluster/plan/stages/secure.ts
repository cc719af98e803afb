import { type Decision, type DraftStep, held, type Stage, step, waitFor } from '../decision.js';
import { nodeOf } from '../situation.js';
import { joinStep } from './join.js';
import { isReadyToJoin } from './outsider.js';

/** From the first leader to a cluster that its operators can log in to; empty nodes join meanwhile. */
export const secure: Stage = (situation) => {
  const { observed, wanted } = situation;
  const { cluster } = observed;
  if (cluster === null) return null;
  if (!observed.secured) {
    const { active } = cluster;
    if (nodeOf(situation, active).report?.listener === 'closed') {
      return step('initialize', { type: 'open', node: active }, `${active} is initialized and may serve`);
    }
    const reason = 'audit comes first, then policies and logins; root is revoked as soon as it is not needed';
    const first: DraftStep = { step: { type: 'secure', node: active }, phase: 'secure', reason, parallel: 'found' };
    const joins = wanted
      .filter((id) => id !== active && isReadyToJoin(situation, id))
      .map((id) => ({ ...joinStep(situation, id, active), parallel: 'found' }));
    return { kind: 'steps', steps: [first, ...joins] };
  }
  return cluster.membership === null ? unreadable(situation) : null;
};

function unreadable(situation: Parameters<Stage>[0]): Decision {
  return waitFor(situation, {
    phase: 'preflight',
    until: 'leader',
    nodes: [situation.observed.cluster?.active ?? ''],
    reason: 'the active node does not tell the membership',
    late: () =>
      held(
        'QRT-MEMBERSHIP-UNREADABLE',
        'The active node answers, but the operator identity cannot read the raft configuration.',
        'Check the operator certificate and its policy (quorate doctor), then deploy again.',
      ),
  });
}
