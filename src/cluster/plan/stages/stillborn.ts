import { type Decision, step } from '../decision.js';
import { nodeOf, type Situation } from '../situation.js';

/**
 * A joiner that never got its first log and is not wanted any more. Simply removed, its own retry_join would bring
 * it back for ever: it has to be wiped first.
 */
export function isStillborn(situation: Situation, id: string): boolean {
  const { report } = nodeOf(situation, id);
  return !situation.voters.includes(id) && report?.hasData === true && report.shares === 0;
}

export function resetStillborn(node: string): Decision {
  return step('retire', { type: 'reset', node, member: true }, `${node} never got its first log and is not wanted`);
}
