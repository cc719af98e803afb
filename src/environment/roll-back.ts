import {
  askRollback,
  type ClusterSpec,
  capabilitiesOf,
  converge,
  deletePause,
  desiredOf,
  FactsStore,
  noteObservation,
  observe,
  type RollbackRequest,
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
      const request = judge(spec, (await observe(access, spec, facts)).observed);
      if (request.kind === 'impossible') throw asError(request.problem);
      await lock.assertHeld();
      await memory.write({ ...facts, rollback: request.rollback });
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

function judge(spec: ClusterSpec, observed: Parameters<typeof askRollback>[1]): RollbackRequest {
  const now = Date.now();
  const noted = { ...observed, facts: noteObservation(observed, now) };
  return askRollback(desiredOf(spec), noted, capabilitiesOf(spec.engine), now, who());
}

function asError({ code, message, cure }: { code: `QRT-${string}`; message: string; cure: string }): QuorateError {
  return new QuorateError(code, message, cure);
}
