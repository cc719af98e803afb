import { readSpec } from '../cluster/index.js';
import { SealedStore } from '../custody/index.js';
import { QuorateError } from '../schema/index.js';
import type { Environment } from './environment.js';

/**
 * Refuses another name for a cluster that exists: under it, its keys would not be found.
 *
 * @throws QuorateError `QRT-RENAMED`
 */
export async function assertSameName({ store, name: environment }: Environment, name: string): Promise<void> {
  const spec = await readSpec(store);
  if (!spec || spec.name === name) return;
  const entry = await new SealedStore(store, spec.name).read();
  if (entry === undefined || entry.state === 'archived') return;
  throw new QuorateError(
    'QRT-RENAMED',
    `the cluster of ${environment} is called "${spec.name}", and the stack calls it "${name}"`,
    `Its keys and certificates bear its name: give the construct the id "${spec.name}" again. Another cluster belongs into another stack.`,
  );
}
