import { assertMayBegin, type FirstDeploy } from '../environment/index.js';
import type { quorateCluster } from '../schema/resources/index.js';
import type { Deployment } from './deployment.js';
import type { PlanWork } from './framework/index.js';
import { isWhollyKnown } from './protocol/index.js';

type Work = PlanWork<(typeof quorateCluster)['attributes'], Deployment>;

/**
 * Refuses the plan of a first deploy that could not be carried out: later its machines would have been made for
 * nothing. What is not known yet is checked again before the first node is initialized.
 *
 * @throws QuorateError
 */
export async function checkFirstDeploy({ prior, config, provider }: Work): Promise<void> {
  const { environment, name, engine, custody } = config;
  const stack = { environment, name, engine, custody };
  if (prior !== null || !isKnown(stack)) return;
  await assertMayBegin(provider.environment(stack.environment), stack);
}

function isKnown(stack: object): stack is FirstDeploy & { readonly environment: string } {
  return isWhollyKnown(stack);
}
