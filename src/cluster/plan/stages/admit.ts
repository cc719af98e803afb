import { type Decision, held, type Stage, together, waitFor } from '../decision.js';
import { isTrusted } from '../gate.js';
import { isRollout } from '../rollout.js';
import { list, nodeOf, type Situation } from '../situation.js';
import { turnDown } from './roll-back.js';

/** Trusted nodes get traffic, and the balancer has to agree before they get a vote. */
export const admit: Stage = (situation) => {
  const { wanted, live, desired } = situation;
  const serving = wanted.filter((id) => live.has(id) && isTrusted(situation, id));
  const admitted = together(
    'admit',
    serving.filter((id) => nodeOf(situation, id).report?.admitted === false),
    (node) => ({ type: 'admit', node }),
    (node) => `${node} is trusted and may take traffic`,
  );
  if (admitted !== null || !desired.balancer) return admitted;
  const unseen = serving.filter((id) => nodeOf(situation, id).target !== 'healthy');
  if (unseen.length === 0) return null;
  return waitFor(situation, {
    phase: 'admit',
    until: 'healthy-target',
    nodes: unseen,
    reason: `the balancer has to find ${list(unseen)} healthy from where it stands`,
    late: () => late(situation, unseen),
  });
};

/** Health is a gate as sync and trust are: a newcomer that the balancer turns down cannot replace anybody. */
function late(situation: Situation, unseen: readonly string[]): Decision {
  const states = unseen.map((id) => `${id} ${nodeOf(situation, id).target}`).join(', ');
  const message = `The balancer does not find ${list(unseen)} healthy: ${states}.`;
  if (isRollout(situation) && unseen.some((id) => situation.newcomers.includes(id))) {
    return turnDown(situation, `the balancer does not find them healthy: ${states}`);
  }
  return held(
    'QRT-TARGET-UNHEALTHY',
    message,
    'Check that the balancer reaches the probe port of these nodes, then deploy again.',
  );
}
