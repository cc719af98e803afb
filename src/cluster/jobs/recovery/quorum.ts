import { who } from '../../../operation/index.js';
import type { Job, JobContext, JobStep, Preparation } from '../job.js';
import { forgetTheLost } from '../support/forget-the-lost.js';
import { assertLed } from '../support/preconditions.js';
import { remember, settledSituation, situationNow } from '../support/situation.js';
import { goOnAlone, halt, wipe } from './alone.js';
import { type LostQuorum, lostQuorum } from './survivors.js';

/** A cluster of one, which grows again with the next deploy. */
export interface RecoveredQuorum {
  readonly node: string;
  readonly wiped: readonly string[];
  readonly lost: readonly string[];
  /** From the first stop until a write was proven, milliseconds; null when a run that was broken off had got there. */
  readonly recovery_ms: number | null;
}

const LAST_STEP = 'forget the lost members';

/**
 * Who is left of a cluster without a quorum and what going on loses; an interrupted recovery goes on as it began. Null
 * when one that was broken off had come to its end.
 */
export async function quorumLoss(
  context: JobContext,
  declaredLost: readonly string[],
  brokenOff: readonly string[],
): Promise<LostQuorum | null> {
  const situation = await settledSituation(context);
  const begun = situation.facts.recovery?.quorum;
  if (begun === undefined && situation.leader !== null && brokenOff.includes(LAST_STEP)) return null;
  return begun ?? lostQuorum(situation, declaredLost);
}

/**
 * Has the newest survivor forget every other member, so that it leads alone. Writes that had not reached it are lost.
 * Whoever else still has data is wiped, only after the survivor has proven to serve: it would campaign for ever.
 */
export function recoverQuorumJob(declaredLost: readonly string[]): Preparation<RecoveredQuorum> {
  return async (context, brokenOff): Promise<Job<RecoveredQuorum>> => {
    const loss = await quorumLoss(context, declaredLost, brokenOff);
    if (loss === null) {
      const node = assertLed(await situationNow(context));
      return { steps: [], conclude: async () => ({ node, wiped: [], lost: declaredLost, recovery_ms: null }) };
    }
    const { node, others, lost } = loss;
    let recovered = 0;
    const began = performance.now();
    return {
      steps: [
        announce(loss),
        ...others.map((other) => halt(other, 'it holds an older log, and must not vote any more')),
        {
          step: `let ${node} go on alone`,
          reason: loss.text,
          run: async (work) => {
            await goOnAlone(work, node);
            recovered = performance.now() - began;
          },
        },
        ...others.map(wipe),
        {
          step: LAST_STEP,
          reason: 'the next deploy makes new machines in their place and lets them join',
          // Together they are a majority of what they know: started again they would lead another cluster.
          run: (work) => forgetTheLost(work, lost),
        },
      ],
      conclude: async () => ({ node, wiped: others, lost, recovery_ms: Math.round(recovered) }),
    };
  };
}

function announce(quorum: LostQuorum): JobStep {
  return {
    step: `note that ${quorum.node} goes on alone`,
    reason: 'an interrupted recovery has to go on with the same node',
    run: (work) =>
      remember(work, (facts) => ({
        ...facts,
        recovery: facts.recovery ?? { by: who(), node: quorum.node, since: new Date().toISOString(), quorum },
      })),
  };
}
