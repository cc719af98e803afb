import { type Stage, step } from '../decision.js';
import { isPastReturn, isRollout, rolloutKey } from '../rollout.js';

/** A verified snapshot is there before a rollout lets anybody in. */
export const takeSnapshot: Stage = (situation) => {
  if (!isRollout(situation) || isPastReturn(situation)) return null;
  const rollout = rolloutKey(situation);
  if (situation.facts.snapshotFor === rollout) return null;
  return step('snapshot', { type: 'snapshot', rollout }, 'the way back after the point of no return is this snapshot');
};

/** The user's own check, between trust and the first vote of a new node. */
export const runHook: Stage = (situation) => {
  if (!situation.desired.hook || !isRollout(situation)) return null;
  const rollout = rolloutKey(situation);
  if (situation.facts.hookDoneFor === rollout) return null;
  return step('hook', { type: 'hook', rollout }, 'the new nodes are trusted and the hook has its say before they vote');
};
