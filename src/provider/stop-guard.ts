import { setTimeout as delay } from 'node:timers/promises';
import {
  AUTOPILOT_INTERVAL_MS,
  FactsStore,
  mayStop,
  noteObservation,
  type ObservedNode,
  observe,
  problemError,
  readSpec,
} from '../cluster/index.js';
import { type Environment, lookAtCluster, withCluster } from '../environment/index.js';
import { QuorateError } from '../schema/index.js';

/** Refusals that another look may lift: an election, a busy computer, a removal that was read back once. */
const PASSING = ['QRT-MEMBERSHIP-UNREADABLE', 'QRT-REMOVAL-UNCONFIRMED'];
const PATIENCE_MS = 20_000;
const INTERVAL_MS = 500;

/**
 * The delete guards' condition: a machine that is still a member is never stopped (law 2). Terraform then keeps it and
 * tries again with the next apply.
 *
 * @throws QuorateError with the reason and what to do.
 */
export async function assertMayStop(environment: Environment, machineId: string): Promise<void> {
  const spec = await readSpec(environment.store);
  if (!spec) return;
  let facts = await new FactsStore(environment.store).read();
  if (facts.dissolved) return;
  const until = Date.now() + PATIENCE_MS;
  await withCluster(environment, spec.name, async (access) => {
    for (;;) {
      const { observed } = await observe(access, spec, facts);
      facts = noteObservation(observed, Date.now());
      const verdict = mayStop(machineId, { ...observed, facts }, 2 * AUTOPILOT_INTERVAL_MS);
      if (verdict.may) return;
      const isPassing = PASSING.includes(verdict.problem.code) && observed.nodes.some(isRunning);
      if (!isPassing || Date.now() > until) throw problemError(verdict.problem);
      await delay(INTERVAL_MS);
    }
  });
}

function isRunning({ report }: ObservedNode): boolean {
  return report?.process === 'running';
}

/**
 * Whether the last convergence wanted this machine as a member. What is deleted of it then is the older one of two
 * objects of the same machine (`-replace`, taint): the machine itself stays what it is.
 */
export async function isStillWanted({ store }: Environment, machineId: string): Promise<boolean> {
  const { dissolved } = await new FactsStore(store).read();
  const members = Object.values((await readSpec(store))?.members ?? {});
  return !dissolved && members.some(({ machine_id }) => machine_id === machineId);
}

/**
 * The seal server's key is the cluster's data: what it sealed is lost with it. It goes after the cluster, or once every
 * member says that something else unseals it.
 *
 * @throws QuorateError `QRT-SEAL-IN-USE`
 */
export async function assertSealUnneeded(environment: Environment, server: string): Promise<void> {
  const seen = await lookAtCluster(environment);
  if (!seen) return;
  const { custody, facts, nodes, cluster } = seen.look.observed;
  if (facts.dissolved || custody.state === 'archived' || !('clusterId' in custody)) return;
  const sealedBy = new Map(nodes.map(({ id, report }) => [id, report?.sealType]));
  const members = cluster?.membership?.servers.map(({ id }) => sealedBy.get(id)) ?? [];
  if (members.length > 0 && members.every((type) => type !== undefined && type !== null && type !== 'transit')) return;
  throw new QuorateError(
    'QRT-SEAL-IN-USE',
    `the seal server ${server} is kept: its key unseals the cluster of ${environment.name}, which would be lost with it`,
    'Deploy without -replace and without -target; after a taint, `terraform untaint quorate_seal.seal` first. To end the cluster with its keys, `npx cdktf destroy` the whole environment.',
  );
}
