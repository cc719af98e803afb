import {
  AUTOPILOT_INTERVAL_MS,
  FactsStore,
  mayStop,
  noteObservation,
  observe,
  problemError,
  readSpec,
} from '../cluster/index.js';
import { type Environment, withCluster } from '../environment/index.js';

/**
 * The delete guards' condition: a machine that is still a member is never stopped (law 2). Terraform then keeps it and
 * tries again with the next apply.
 *
 * @throws QuorateError with the reason and what to do.
 */
export async function assertMayStop(environment: Environment, machineId: string): Promise<void> {
  const spec = await readSpec(environment.store);
  if (!spec) return;
  const facts = await new FactsStore(environment.store).read();
  if (facts.dissolved) return;
  const { observed } = await withCluster(environment, spec.name, (access) => observe(access, spec, facts));
  const noted = { ...observed, facts: noteObservation(observed, Date.now()) };
  const verdict = mayStop(machineId, noted, 2 * AUTOPILOT_INTERVAL_MS);
  if (!verdict.may) throw problemError(verdict.problem);
}
