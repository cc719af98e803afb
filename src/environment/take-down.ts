import { rm } from 'node:fs/promises';
import { readSpec } from '../cluster/index.js';
import { stopBalancer } from '../machines/index.js';
import { S3Store } from '../operation/index.js';
import { QuorateError } from '../schema/index.js';
import type { Environment } from './environment.js';
import { drillSockets } from './restore-drill/sockets.js';

/**
 * Removes everything of an environment of the local platform without asking Terraform: processes by their pid files,
 * orphans of killed creates included, then the environment's folder with its state, and its store if that is elsewhere. Can be repeated.
 *
 * @throws QuorateError `QRT-PROTECTED` when the cluster is protected against deletion and `force` is not given.
 */
export async function takeDown(environment: Environment, force: boolean): Promise<void> {
  const { driver, name, paths, store } = environment;
  const spec = await readSpec(store).catch(() => undefined);
  if (spec?.deletion_protection && !force) throw isProtected(name);
  await stopBalancer(paths.root, name);
  await driver.sweep(name);
  if (store instanceof S3Store) for (const key of await store.list('')) await store.delete(key);
  for (const folder of [await drillSockets(environment), paths.home])
    await rm(folder, { recursive: true, force: true });
}

function isProtected(name: string): QuorateError {
  return new QuorateError(
    'QRT-PROTECTED',
    `the cluster of ${name} is protected against deletion`,
    'Set deletionProtection: false in the stack and deploy that first; `--force` is for an environment whose data nobody needs.',
  );
}
