import { deployCommand } from '../../../schema/index.js';
import { type Decision, held, type Stage, step } from '../decision.js';
import { findingOf } from '../gate.js';
import { isProvenDead } from '../node-state.js';
import { isPastReturn } from '../point-of-no-return.js';
import { isRollout } from '../rollout.js';
import { list, nodeOf, type Situation } from '../situation.js';
import { leastToGoBackTo } from '../way-back.js';

/** An operator who asked for the way back is told when it is lost; that is no consent to go forward. */
export const checkWayBack: Stage = ({ facts, noWayBack, desired, observed }) => {
  if (noWayBack === null || facts.rollback?.by !== 'operator' || observed.cluster?.membership == null) return null;
  return held(
    'QRT-NO-WAY-BACK',
    `The roll-back cannot be finished: ${noWayBack}. Nothing more was changed.`,
    `The roll-back is given up: ${deployCommand(desired.environment)} goes forward; quorate rollback ${desired.environment} --restore shows what a restore would cost.`,
  );
};

/** A newcomer that fails a gate takes all of them out again, as long as there is a way back (law 7). */
export const judgeNewcomers: Stage = (situation) => {
  if (situation.rollingBack) return null;
  const findings = situation.newcomers.flatMap((id) => {
    const finding = findingOf(situation, id);
    return finding === null ? [] : [`${id}: ${finding}`];
  });
  const { hookFinding } = situation.facts;
  if (hookFinding !== null && isRollout(situation)) findings.push(`the hook said no: ${hookFinding}`);
  return findings.length === 0 ? null : turnDown(situation, findings.join('; '));
};

/** Takes the newcomers out again where there is a way back; else says what was found and how to go on (law 7). */
export function turnDown(situation: Situation, reason: string): Decision {
  const inside = situation.newcomers.filter((id) => situation.members.has(id));
  if (situation.founding || inside.length === 0) return failed(situation, reason, 'No member was touched.');
  if (isPastReturn(situation)) {
    return failed(situation, reason, 'A node of the new version has led: the way is forward, or a restore.');
  }
  if (!canGoBack(situation))
    return failed(situation, reason, 'The old nodes alone are no full cluster: the way is forward.');
  const nodes = situation.desired.nodes.map(({ id }) => id).filter((id) => situation.newcomers.includes(id));
  return step('roll-back', { type: 'roll-back', nodes, reason }, `the new nodes are turned down: ${reason}`);
}

/** Whether everything that was established is a member and serves, but for what is proven dead, and is enough by itself. */
function canGoBack(situation: Situation): boolean {
  const { established, live, observed, desired, facts } = situation;
  const left = established.filter((id) => !isProvenDead(nodeOf(situation, id), observed));
  const asked = desired.nodes.map(({ id }) => id);
  return left.every((id) => live.has(id)) && left.length >= leastToGoBackTo(asked, facts.peakVoters);
}

function failed(situation: Situation, reason: string, where: string): Decision {
  const spent = situation.newcomers.length === 0 ? '' : ` New nodes: ${list(situation.newcomers)}.`;
  return held(
    'QRT-GATE-FAILED',
    `A new node cannot be trusted: ${reason}. ${where}${spent}`,
    `Correct the image or the machine and deploy again; quorate status ${situation.desired.environment} shows the nodes.`,
  );
}
