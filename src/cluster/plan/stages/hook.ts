import { type Stage, step, waitFor } from '../decision.js';
import { isHookOpen, rolloutKey } from '../rollout.js';

/** The user's own check, between trust and the first vote of a new node; the brake on joiners is renewed meanwhile. */
export const runHook: Stage = (situation) => {
  if (!isHookOpen(situation)) return null;
  const { hook } = situation.observed;
  const rollout = rolloutKey(situation);
  if (hook?.rollout !== rollout) {
    return step('hook', { type: 'hook', rollout }, 'the new nodes are trusted; the hook has its say before they vote');
  }
  return waitFor(situation, {
    phase: 'hook',
    until: 'hook',
    nodes: [],
    reason: 'no new node votes before the hook has ended',
  });
};
