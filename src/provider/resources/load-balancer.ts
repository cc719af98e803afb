import { join } from 'node:path';
import { findBalancer, startBalancer, stopBalancer } from '../../machines/index.js';
import { type ConfigOf, quorateLoadBalancer } from '../../schema/resources/index.js';
import { type Deployment, defineResource } from '../deployment.js';
import type { Work } from '../framework/index.js';

type BalancerConfig = ConfigOf<(typeof quorateLoadBalancer)['attributes']>;

/** The environment's balancer. One that has ended is started again with the targets it had. */
export const loadBalancer = defineResource(quorateLoadBalancer).handledBy({
  plan: ({ prior, set }) => {
    if (prior === null || prior.status !== 'running') set('status', 'running');
  },
  create: async (work) => {
    const { address } = await start(work, work.config);
    work.progress(`load balancer listens on ${address}`);
    return { id: `${work.config.environment}-balancer`, address };
  },
  update: async (work) => {
    await start(work, work.config);
    return {};
  },
  read: async ({ provider, prior }) => {
    const { paths, name } = provider.environment(prior.environment);
    const found = await findBalancer(paths.root, name);
    return found && { status: found.state };
  },
  delete: async ({ provider, prior, signal }) => {
    const { paths, name } = provider.environment(prior.environment);
    await stopBalancer(paths.root, name, signal);
  },
});

async function start({ provider, signal }: Work<Deployment>, config: BalancerConfig): Promise<{ address: string }> {
  const { paths, name } = provider.environment(config.environment);
  const program = join(provider.assets, 'balancer.mjs');
  const address = config.bind_address ?? undefined;
  return await startBalancer({ root: paths.root, environment: name, program, address }, signal);
}
