import { join, resolve } from 'node:path';
import type * as z from 'zod';
import {
  type AcquiredEngine,
  type AcquireEvent,
  acquireEngine,
  describeProgress,
  engineFile,
} from '../engine/index.js';
import {
  assertSigned,
  bakeCache,
  bakeMachineImage,
  bakeProcessImage,
  imageFolder,
  readImageInputs,
} from '../image/index.js';
import { nspawnBuilders } from '../machines/index.js';
import { imageDigestOf, QuorateError } from '../schema/index.js';
import type { quorateImage } from '../schema/resources/index.js';
import { bakeThere } from './bake-on-ec2.js';
import { environmentPaths } from './paths.js';

type Attributes = (typeof quorateImage)['attributes'];

/** An image as a stack declares it. */
export type DeclaredImage = {
  readonly [K in 'digest' | 'form' | 'engine' | 'provision' | 'signers']: z.output<Attributes[K]['type']>;
} & { readonly [K in 'base' | 'ec2']: z.output<Attributes[K]['type']> | null };

/** An image that is there. */
export interface ReadyImage {
  /** Its folder, or its id on EC2. */
  readonly path: string;
  readonly baked: boolean;
}

/** Where an image is baked, and who is told of it. */
export interface ImageWork {
  /** Folder of the project. */
  readonly projectDir: string;
  /** Folder of the built assets. */
  readonly assets: string;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/**
 * Bakes an image unless an intact one of these inputs is there.
 *
 * @throws QuorateError `QRT-IMAGE-INPUTS` when the inputs found here are not those that it is named after.
 */
export async function bakeImage(declared: DeclaredImage, work: ImageWork): Promise<ReadyImage> {
  const { digest, form, engine, base, provision, ec2 } = declared;
  const { projectDir, assets, signal, progress } = work;
  const inputs = readImageInputs(assets, form, engine, { base, provision });
  const found = imageDigestOf(inputs);
  if (found !== digest) throw otherInputs(digest, found);
  if (form === 'ami') {
    if (ec2 === null) throw new Error('an image of the form ami says where on EC2 it is baked');
    const order = { place: ec2, inputs, provision, acquire: () => acquire(engine, work) };
    const { imageId, baked } = await bakeThere(order, work);
    return { path: imageId, baked };
  }
  const { images } = environmentPaths(projectDir, '');
  const what = { images, assets, inputs, acquire: () => acquire(engine, work) };
  if (form === 'process') return await bakeProcessImage(what);
  return await bakeMachineImage({
    ...what,
    base: base && { ...base, file: resolve(projectDir, base.file) },
    provision,
    cache: bakeCache(),
    builders: nspawnBuilders,
    signal,
    progress: (step) => progress(`image: ${step}`),
  });
}

/** @throws QuorateError `QRT-IMAGE-UNSIGNED` when the stack asks for a signature that the image has not. */
export async function assertImageSigned({ digest, form, signers }: DeclaredImage, projectDir: string): Promise<void> {
  // Images of an account are vouched for by the account: constructs ask for no signature of those.
  if (form === 'ami') return;
  await assertSigned(imageFolder(environmentPaths(projectDir, '').images, digest), digest, signers);
}

function acquire(engine: DeclaredImage['engine'], work: ImageWork): Promise<AcquiredEngine> {
  const { projectDir, assets, signal, progress } = work;
  const { policy, file, sha256, ...release } = engine;
  if (policy === 'file') return engineFile({ path: resolve(projectDir, file ?? ''), sha256: sha256 ?? '' });
  const onProgress = (event: AcquireEvent) => progress(describeProgress(event));
  return acquireEngine(release, { enginesDir: join(assets, 'engines'), policy, signal, onProgress });
}

function otherInputs(planned: string, found: string): QuorateError {
  return new QuorateError(
    'QRT-IMAGE-INPUTS',
    `the image was planned as ${planned}, and the provider's own inputs make ${found}`,
    'The plan was made from another checkout or before a change: plan again.',
  );
}
