import {
  askRollback,
  type ClusterSpec,
  capabilitiesOf,
  converge,
  deletePause,
  desiredOf,
  FactsStore,
  noteObservation,
  type Observed,
  observe,
  problemError,
  type RollbackFact,
} from '../cluster/index.js';
import { who } from '../operation/index.js';
import { QuorateError } from '../schema/index.js';
import { withCluster } from './cluster.js';
import type { Environment } from './environment.js';
import { operate } from './operate.js';

/**
 * Takes the new nodes of an unfinished rollout out again, as the only operation on the environment. A pause is lifted:
 * this is an order of its own.
 *
 * @returns what the convergence says at its end
 * @throws QuorateError `QRT-NO-WAY-BACK` when there is none, or when it is lost on the way.
 */
export async function rollBack(
  environment: Environment,
  spec: ClusterSpec,
  signal: AbortSignal,
  progress: (line: string) => void,
): Promise<string> {
  return await operate(environment, 'rollback', signal, async ({ lock, journal, signal: ending }) => {
    return await withCluster(environment, spec.name, async (access) => {
      const memory = new FactsStore(environment.store);
      const facts = await memory.read();
      const { observed } = await observe(access, spec, facts);
      const { rollback } = judgeRollBack(spec, observed, Date.now());
      await lock.assertHeld();
      await memory.write({ ...facts, rollback });
      await deletePause(environment.store);
      try {
        await converge({ access, spec, lock, journal, signal: ending, progress });
      } catch (error) {
        if (error instanceof QuorateError && error.code === 'QRT-ROLLED-BACK') return error.message;
        throw error;
      }
      throw new Error('a roll-back ends with the new nodes out, or says why not');
    });
  });
}

/** A look at the cluster with what was noted of it, and the roll-back that can begin from there. */
export interface JudgedRollBack {
  readonly noted: Observed;
  readonly rollback: RollbackFact;
}

/**
 * Judges from one look whether the new nodes can be taken out again, in the name of this operator.
 *
 * @throws QuorateError why there is no way back
 */
export function judgeRollBack(spec: ClusterSpec, observed: Observed, now: number): JudgedRollBack {
  const noted = { ...observed, facts: noteObservation(observed, now) };
  const request = askRollback(desiredOf(spec), noted, capabilitiesOf(spec.engine), now, who());
  if (request.kind === 'impossible') throw problemError(request.problem);
  return { noted, rollback: request.rollback };
}
