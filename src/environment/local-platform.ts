import type { ClusterPlatform, MachineView, TargetState } from '../cluster/index.js';
import { type BalancerStatus, findBalancer } from '../machines/index.js';
import type { Environment } from './environment.js';
import { sealTokenFor } from './seal-server.js';

/** The local platform as the cluster sees it: machines of the driver, the balancer, the transit seal. */
export function localPlatform(environment: Environment): ClusterPlatform {
  const { driver, name } = environment;
  return {
    machines: async () => {
      const records = (await driver.list(name)).filter(({ role }) => role === 'member');
      return await Promise.all(
        records.map(async (record): Promise<MachineView> => ({ ...record, state: await driver.state(record.id) })),
      );
    },
    agent: (id) => environment.agent(id),
    targets: () => targetsOf(environment),
    sealToken: (id) => sealTokenFor(environment, id),
    sweep: async (id) => {
      const balancer = await findBalancer(environment.paths.root, environment.name);
      if (balancer?.state === 'running') await balancer.client.detach(id);
      await driver.destroy(id);
    },
  };
}

async function targetsOf({ paths, name }: Environment): Promise<ReadonlyMap<string, TargetState> | null> {
  const found = await findBalancer(paths.root, name);
  if (found === null) return new Map();
  const status = await found.client.status().catch(() => null);
  return status && new Map(status.targets.map((target) => [target.id, targetState(target)]));
}

/** A target without connections that gets no new ones is drained, whether it was detached or is just not ready. */
function targetState({ state, connections }: BalancerStatus['targets'][number]): TargetState {
  if (state === 'healthy') return 'healthy';
  if (state !== 'initial' && connections === 0) return 'drained';
  return state === 'draining' ? 'draining' : 'unhealthy';
}
