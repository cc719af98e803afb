import type { Situation } from './situation.js';

/** Whether live members are being replaced by new ones, as opposed to repair and scaling. */
export function isRollout(situation: Situation): boolean {
  const { retirees, newcomers, live, rollingBack } = situation;
  return !rollingBack && newcomers.length > 0 && retirees.some((id) => live.has(id));
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
