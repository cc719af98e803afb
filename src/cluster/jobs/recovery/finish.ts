import type { Job, JobStep, Preparation } from '../job.js';
import { forgetTheLost } from '../support/forget-the-lost.js';
import { isBack } from '../support/is-back.js';
import { letOthersJoin } from '../support/let-others-join.js';
import { assertLed } from '../support/preconditions.js';
import { situationNow } from '../support/situation.js';
import { goOnAlone, wipe } from './alone.js';
import { forgetToken, recoveryUnderWay } from './recovering.js';

/** A cluster that serves again after a recovery. */
export interface FinishedRecovery {
  readonly node: string;
  readonly leader: string;
  readonly voters: readonly string[];
  /** From the start of the recovered node until it took a write again, milliseconds. */
  readonly serving_ms: number;
  /** From the same moment until every voter was back, milliseconds. */
  readonly recovery_ms: number;
}

/**
 * Brings every node back after a recovery. The engine throws its log away in recovery mode, so that the others can never
 * follow it again and could elect a leader without it: it goes on alone, and they join afresh once it serves.
 */
export const finishRecoveryJob: Preparation<FinishedRecovery> = async (
  context,
  brokenOff,
): Promise<Job<FinishedRecovery>> => {
  const situation = await situationNow(context);
  const { observed, facts, leader, wanted } = situation;
  // Broken off while the others joined: that is all that is left to do.
  const hasBegunToEnd = brokenOff.includes(letOthersJoin.step) || wanted.some((id) => !isBack(situation, id));
  const isEnding = facts.recovery === null && leader !== null && hasBegunToEnd;
  const { node } = isEnding ? { node: leader } : await recoveryUnderWay(context);
  const others = observed.nodes.filter(({ id, report }) => id !== node && report !== null).map(({ id }) => id);
  const began = performance.now();
  let serving = 0;
  const beforehand: JobStep[] = [
    {
      step: `start ${node}, alone`,
      reason: 'what was changed in its storage is what the cluster goes on with',
      run: async (work) => {
        await goOnAlone(work, node);
        serving = performance.now() - began;
      },
    },
    ...others.map(wipe),
    {
      step: 'end the recovery',
      reason: 'its token is worthless now, and what is remembered of the members is void',
      run: async (work) => {
        await forgetToken(work.access);
        await forgetTheLost(work);
      },
    },
  ];
  return {
    steps: [...(isEnding ? [] : beforehand), letOthersJoin],
    conclude: async (work) => {
      const after = await situationNow(work);
      return {
        node,
        leader: assertLed(after),
        voters: after.voters,
        serving_ms: Math.round(serving),
        recovery_ms: Math.round(performance.now() - began),
      };
    },
  };
};
