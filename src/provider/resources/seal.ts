import { type Environment, findSealServer, prepareSealServer } from '../../environment/index.js';
import { imageFolder, readManifest } from '../../image/index.js';
import type { MachineSpec } from '../../machines/index.js';
import { QuorateError } from '../../schema/index.js';
import { type ConfigOf, quorateSeal } from '../../schema/resources/index.js';
import { bootable } from '../bootable.js';
import { type Deployment, defineResource } from '../deployment.js';
import type { Work } from '../framework/index.js';
import { assertSealUnneeded } from '../stop-guard.js';

type SealConfig = ConfigOf<(typeof quorateSeal)['attributes']>;

const SLOT = 'seal';

/**
 * The transit server: one machine that is no member of the cluster. Its key is the cluster's data, so nothing about it
 * forces a replacement, and one that stopped is started again with what it had.
 */
export const seal = defineResource(quorateSeal).handledBy({
  plan: ({ prior, set }) => {
    if (prior === null || prior.status !== 'running') set('status', 'running');
  },
  create: async (work) => {
    const environment = await work.provider.usable(work.config.environment);
    const image = await bootable(environment.paths.images, work.config.image);
    const spec = { ...specOf(work.config), ...image, assets: work.provider.assets };
    const machine = await work.provider.first(takenUpOrMade(environment, spec, work.signal));
    const server = await prepare(work, work.config, machine.id);
    work.progress(`seal server ${server.id} answers on ${server.address}`);
    return server;
  },
  update: async (work) => {
    const { driver, paths } = work.provider.environment(work.config.environment);
    // Immutable as every machine: it goes on with the image that it was made from.
    const image = (await driver.get(work.prior.id))?.image ?? work.config.image;
    await driver.start(work.prior.id, (await bootable(paths.images, image)).imagePath, work.signal);
    await prepare(work, work.config, work.prior.id);
    return {};
  },
  read: async ({ provider, prior, signal }) => {
    const { driver } = provider.environment(prior.environment);
    const state = await driver.state(prior.id, signal);
    if (state === 'gone') return null;
    await driver.claim(prior.id);
    return { status: state };
  },
  delete: async ({ provider, prior, signal }) => {
    const environment = provider.environment(prior.environment);
    await assertSealUnneeded(environment, prior.id);
    await environment.driver.destroy(prior.id, signal);
  },
});

/** A state that was lost does not know the server whose key unseals the cluster: a second one would have another key. */
async function takenUpOrMade(
  environment: Environment,
  spec: MachineSpec,
  signal: AbortSignal,
): Promise<{ readonly id: string }> {
  const known = await findSealServer(environment);
  if (known === undefined) return await environment.driver.create(spec, signal);
  await environment.driver.start(known.id, imageFolder(environment.paths.images, known.image), signal);
  return known;
}

async function prepare({ provider }: Work<Deployment>, config: SealConfig, machineId: string) {
  const environment = provider.environment(config.environment);
  const machine = await environment.driver.get(machineId);
  // The image resource has verified it in this very run.
  const manifest = readManifest(imageFolder(environment.paths.images, config.image));
  if (!machine || !manifest) throw missing(machineId);
  return await prepareSealServer(environment, machine, manifest.engine);
}

function specOf({ environment, image }: SealConfig) {
  return { environment, image, role: 'seal' as const, slot: SLOT, zone: 'none' };
}

function missing(machineId: string): QuorateError {
  return new QuorateError(
    'QRT-SEAL-GONE',
    `the seal server ${machineId} or its image is not there`,
    'Without its key the cluster cannot be unsealed. Bring the folder of this machine back from a copy, or start anew.',
  );
}
