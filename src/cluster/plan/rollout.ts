import { isProvenDead } from './node-state.js';
import { nodeOf, type Situation } from './situation.js';

/** Whether members that serve are being replaced by new ones, as opposed to repair and scaling. */
export function isRollout(situation: Situation): boolean {
  const { retirees, newcomers, rollingBack } = situation;
  return !rollingBack && newcomers.length > 0 && retirees.some((id) => mayServe(situation, id));
}

/** Unknown is not down (law 9): one that does not answer may well be in use. */
function mayServe(situation: Situation, id: string): boolean {
  const node = nodeOf(situation, id);
  return situation.live.has(id) || (node.report === null && !isProvenDead(node, situation.observed));
}

/** Name of one rollout, under which its snapshot and its hook are remembered. */
export function rolloutKey(situation: Situation): string {
  const { engine } = situation.desired;
  return `${engine.name}@${engine.version} ${situation.desired.nodes.map((node) => node.id).join(',')}`;
}

/** Whether the user's hook still has to say yes to this rollout. */
export function isHookOpen(situation: Situation): boolean {
  const { desired, facts } = situation;
  return desired.hook && isRollout(situation) && facts.hookDoneFor !== rolloutKey(situation);
}
