import { FactsStore } from '../../facts-store.js';
import { NO_FACTS, NO_NODE_FACTS } from '../../model/index.js';
import type { StepContext } from '../../steps/context.js';

/**
 * What is remembered of a lost cluster would only mislead. Its nodes stay known by name, so that their absence is read
 * twice and Terraform may take away what is left of them.
 *
 * @param given given up for good: none of them may ever be started again with its data
 */
export async function forgetTheLost(
  { access, lock }: Pick<StepContext, 'access' | 'lock'>,
  given: readonly string[] = [],
): Promise<void> {
  const memory = new FactsStore(access.store, () => lock.assertHeld());
  const { nodes, lastServers, declaredLost } = await memory.read();
  const ids = [...Object.keys(nodes), ...lastServers.map(({ id }) => id)];
  await memory.write({
    ...NO_FACTS,
    nodes: Object.fromEntries(ids.map((id) => [id, NO_NODE_FACTS])),
    declaredLost: [...new Set([...declaredLost, ...given])],
  });
}
