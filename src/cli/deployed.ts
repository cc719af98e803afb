import { type ClusterSpec, readSpec } from '../cluster/index.js';
import type { Environment } from '../environment/index.js';
import { environmentOf, notDeployed } from './project.js';

/**
 * An environment and what was deployed to it last.
 *
 * @throws QuorateError `QRT-ENVIRONMENT` or `QRT-NOT-DEPLOYED`.
 */
export async function deployed(
  cwd: string,
  name: string,
): Promise<{ readonly environment: Environment; readonly spec: ClusterSpec }> {
  const environment = environmentOf(cwd, name);
  const spec = await readSpec(environment.store);
  if (!spec) throw notDeployed(environment);
  return { environment, spec };
}
