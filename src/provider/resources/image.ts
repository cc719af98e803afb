import { assertImageSigned, bakeImage, environmentPaths } from '../../environment/index.js';
import { imageFolder, inspectImage } from '../../image/index.js';
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
    if (condition !== 'intact') return { id: condition };
    const signed = await assertImageSigned(prior, provider.projectDir).then(
      () => true,
      () => false,
    );
    return { id: signed ? prior.digest : 'unsigned' };
  },
  delete: async () => undefined,
});

/** Machines are made after it: what is not signed where it has to be is booted by none. */
async function bake({ provider, signal, progress }: Work<Deployment>, config: ImageConfig): Promise<string> {
  const { projectDir, assets } = provider;
  await bakeImage(config, { projectDir, assets, signal, progress });
  await assertImageSigned(config, projectDir);
  return config.digest;
}
