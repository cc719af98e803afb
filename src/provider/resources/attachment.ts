import { type BalancerClient, findBalancer } from '../../machines/index.js';
import { QuorateError } from '../../schema/index.js';
import { quorateAttachment } from '../../schema/resources/index.js';
import { type Deployment, defineResource } from '../deployment.js';
import { isStillWanted } from '../stop-guard.js';

/** One machine behind the balancer. Detaching drains: connections end before the machine goes. */
export const attachment = defineResource(quorateAttachment).handledBy({
  create: async ({ provider, config, signal }) => {
    await (await balancerOf(provider, config.environment)).attach(config.machine_id, config.address, signal);
    return { id: `${config.load_balancer_id}/${config.machine_id}` };
  },
  read: async ({ provider, prior }) => {
    const { paths, name } = provider.environment(prior.environment);
    const found = await findBalancer(paths.root, name);
    const status = await found?.client.status().catch(() => undefined);
    if (!status) return {};
    return status.targets.some(({ id, state }) => id === prior.machine_id && state !== 'draining') ? {} : null;
  },
  delete: async ({ provider, prior, signal }) => {
    const environment = provider.environment(prior.environment);
    if (await isStillWanted(environment, prior.machine_id)) return;
    const found = await findBalancer(environment.paths.root, environment.name);
    if (found?.state === 'running') await found.client.detach(prior.machine_id, signal);
  },
});

async function balancerOf(provider: Deployment, environment: string): Promise<BalancerClient> {
  const { paths, name } = provider.environment(environment);
  const found = await findBalancer(paths.root, name);
  if (found) return found.client;
  throw new QuorateError(
    'QRT-BALANCER-DOWN',
    `${name} has no load balancer`,
    'Deploy again: it is made before its targets.',
  );
}
