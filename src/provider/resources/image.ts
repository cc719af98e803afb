import { assertImageSigned, bakeImage, environmentPaths, imageThere } from '../../environment/index.js';
import { imageFolder, inspectImage } from '../../image/index.js';
import { assertMachinesPossible } from '../../machines/index.js';
import { type ImageForm, QuorateError } from '../../schema/index.js';
import { type ConfigOf, quorateImage } from '../../schema/resources/index.js';
import { type Deployment, defineResource } from '../deployment.js';
import type { Work } from '../framework/index.js';
import { assertSameKind } from '../machine-kind.js';

type ImageConfig = ConfigOf<(typeof quorateImage)['attributes']>;

/** Bakes unless an intact image of this digest is there. Deleting it leaves the image to `quorate image prune`. */
export const image = defineResource(quorateImage).handledBy({
  plan: async ({ prior, provider, config, set, unknown, warn }) => {
    const { environment, form } = config;
    // A refusal here would refuse a destruction too, which Terraform plans like a deploy first.
    if (typeof environment === 'string' && typeof form === 'string')
      await assertBootable(provider, environment, form).catch((error: unknown) => {
        if (!(error instanceof QuorateError)) throw error;
        warn(`${error.code}: ${error.message}`, error.cure);
      });
    const there = prior !== null && prior.digest === config.digest && prior.id === prior.digest;
    if (!there) set('id', config.digest);
    if (config.form !== 'ami') set('ami', null);
    else if (!there) unknown('ami');
  },
  create: async (work) => await bake(work, work.config),
  update: async (work) => await bake(work, work.config),
  read: async ({ provider, prior }) => {
    if (prior.form === 'ami' && prior.ec2) {
      const ami = await imageThere(prior.digest, prior.ec2);
      return { ami, id: ami === null ? 'missing' : prior.digest };
    }
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
async function bake({ provider, signal, progress }: Work<Deployment>, config: ImageConfig) {
  const { projectDir, assets } = provider;
  await assertBootable(provider, config.environment, config.form);
  const { path } = await bakeImage(config, { projectDir, assets, signal, progress });
  await assertImageSigned(config, projectDir);
  return { id: config.digest, ami: config.form === 'ami' ? path : null };
}

/** @throws QuorateError when no machine of the environment can boot an image of this form. */
async function assertBootable(provider: Deployment, environment: string | null, form: ImageForm): Promise<void> {
  if (form === 'ami') return;
  if (environment !== null) await assertSameKind(provider.environment(environment), form);
  if (form === 'machine') assertMachinesPossible();
}
