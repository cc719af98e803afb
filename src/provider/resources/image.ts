import { join, resolve } from 'node:path';
import {
  type AcquiredEngine,
  type AcquireEvent,
  acquireEngine,
  describeProgress,
  engineFile,
} from '../../engine/index.js';
import { environmentPaths } from '../../environment/index.js';
import {
  bakeCache,
  bakeMachineImage,
  bakeProcessImage,
  imageFolder,
  inspectImage,
  readImageInputs,
} from '../../image/index.js';
import { nspawnBuilders } from '../../machines/index.js';
import { imageDigestOf, QuorateError } from '../../schema/index.js';
import { type ConfigOf, quorateImage } from '../../schema/resources/index.js';
import { type Deployment, defineResource } from '../deployment.js';
import type { Work } from '../framework/index.js';

type ImageConfig = ConfigOf<(typeof quorateImage)['attributes']>;

/** Bakes unless an intact image of this digest is there. Deleting it leaves the image to `quorate image prune`. */
export const image = defineResource(quorateImage).handledBy({
  plan: ({ prior, config, set }) => {
    if (prior === null || prior.digest !== config.digest || prior.id !== prior.digest) set('id', config.digest);
  },
  create: async (work) => ({ id: await bake(work, work.config) }),
  update: async (work) => ({ id: await bake(work, work.config) }),
  read: async ({ provider, prior }) => {
    const { images } = environmentPaths(provider.projectDir, '');
    const { condition } = await inspectImage(imageFolder(images, prior.digest), { thorough: false });
    return { id: condition === 'intact' ? prior.digest : condition };
  },
  delete: async () => undefined,
});

async function bake(work: Work<Deployment>, config: ImageConfig): Promise<string> {
  const { provider } = work;
  const inputs = readImageInputs(provider.assets, config.form, config.engine);
  const digest = imageDigestOf(inputs);
  if (digest !== config.digest) throw otherInputs(config.digest, digest);
  const { images } = environmentPaths(provider.projectDir, '');
  const what = { images, assets: provider.assets, inputs, acquire: () => acquire(work, config.engine) };
  if (config.form === 'process') await bakeProcessImage(what);
  else {
    const progress = (step: string): void => work.progress(`image: ${step}`);
    await bakeMachineImage({ ...what, cache: bakeCache(), builders: nspawnBuilders, signal: work.signal, progress });
  }
  return digest;
}

function acquire(work: Work<Deployment>, engine: ImageConfig['engine']): Promise<AcquiredEngine> {
  const { provider, signal, progress } = work;
  const { policy, file, sha256, ...release } = engine;
  if (policy === 'file') return engineFile({ path: resolve(provider.projectDir, file ?? ''), sha256: sha256 ?? '' });
  const onProgress = (event: AcquireEvent) => progress(describeProgress(event));
  return acquireEngine(release, { enginesDir: join(provider.assets, 'engines'), policy, signal, onProgress });
}

function otherInputs(planned: string, found: string): QuorateError {
  return new QuorateError(
    'QRT-IMAGE-INPUTS',
    `the image was planned as ${planned}, and the provider's own inputs make ${found}`,
    'The plan was made from another checkout or before a change: plan again.',
  );
}
