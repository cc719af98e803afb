import type { ClusterPlatform, MachineView } from '../cluster/index.js';
import { drain } from './drain.js';
import type { Environment } from './environment.js';
import { sealTokenFor } from './seal-server.js';

/** The site of an environment as the cluster sees it: members' machines, the balancer, the transit seal. */
export function clusterPlatform(environment: Environment): ClusterPlatform {
  return {
    machines: async () => {
      const site = await environment.site();
      const members = (await site.machines()).filter(({ role }) => role === 'member');
      return await Promise.all(
        members.map(async (machine): Promise<MachineView> => ({ ...machine, state: await site.state(machine.id) })),
      );
    },
    agent: (id) => environment.agent(id),
    targets: async () => (await environment.site()).targets(),
    sealToken: (id) => sealTokenFor(environment, id),
    sweep: async (id) => {
      await drain(environment, id);
      await (await environment.site()).sweep(id);
    },
  };
}
