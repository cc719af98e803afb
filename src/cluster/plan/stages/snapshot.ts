import { type Stage, step } from '../decision.js';
import { isPastReturn } from '../point-of-no-return.js';
import { isRollout, rolloutKey } from '../rollout.js';

/** A verified snapshot is there before a rollout lets anybody in. */
export const takeSnapshot: Stage = (situation) => {
  if (!isRollout(situation) || isPastReturn(situation)) return null;
  const rollout = rolloutKey(situation);
  if (situation.facts.snapshotFor === rollout) return null;
  return step('snapshot', { type: 'snapshot', rollout }, 'the way back after the point of no return is this snapshot');
};
