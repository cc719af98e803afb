import { type ClusterSpec, namedRecipients } from '../cluster/index.js';
import { decideInitialization, SealedStore } from '../custody/index.js';
import type { Environment } from './environment.js';

/** What of a stack decides whether its first deploy can be begun. */
export type FirstDeploy = Pick<ClusterSpec, 'name' | 'engine' | 'custody'>;

/**
 * Refuses a first deploy, before anything is made, for what would stop it after its machines were: a working store
 * that cannot be used, keys of an earlier cluster of this name, a recipient's key that cannot be encrypted to.
 *
 * @throws QuorateError `QRT-WORKING-STORE`, `QRT-INIT-EXISTS` or `QRT-PGP-KEY`
 */
export async function assertMayBegin(environment: Environment, stack: FirstDeploy): Promise<void> {
  await environment.working.check();
  const machines = await (await environment.site()).machines();
  // Machines that a failed deploy left are judged by what they say, once they can be asked.
  if (!machines.some(({ role }) => role === 'member')) await assertNoKeys(environment, stack.name);
  if (stack.custody.type === 'pgp') await namedRecipients(stack);
}

async function assertNoKeys({ store }: Environment, cluster: string): Promise<void> {
  const entry = await new SealedStore(store, cluster).read();
  const decision = decideInitialization(cluster, entry, { state: 'empty' }, { state: 'gone' });
  if (decision.action === 'refuse') throw decision.error;
}
