import { statusOf } from '../cluster/index.js';
import { findBalancer } from '../machines/index.js';
import type { StatusReport } from '../schema/index.js';
import { lookAtCluster } from './cluster.js';
import type { Environment } from './environment.js';

/** The report of `quorate status`; undefined before the first deploy. Changes nothing. */
export async function readStatus(environment: Environment): Promise<StatusReport | undefined> {
  const [seen, balancer] = await Promise.all([lookAtCluster(environment), balancerOf(environment)]);
  return seen && statusOf(seen.spec, seen.look, balancer);
}

async function balancerOf({ paths, name }: Environment): Promise<StatusReport['load_balancer']> {
  const found = await findBalancer(paths.root, name);
  const status = await found?.client.status().catch(() => undefined);
  if (!found || !status) return null;
  const targets = status.targets.map(({ id, state }) => ({
    id,
    state: state === 'initial' ? ('unhealthy' as const) : state,
  }));
  return { address: found.record.address, failing_open: status.failing_open, targets };
}
