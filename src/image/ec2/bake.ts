import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Ec2, Ec2Image } from '../../aws/index.js';
import { type ImageInputs, imageDigestOf, type ProvisioningStep } from '../../schema/index.js';
import { runSteps } from '../machine/steps.js';
import type { AcquiredEngine } from '../process/bake.js';
import { draftOf, removeAbandonedDrafts } from '../process/drafts.js';
import { type BuilderPlace, removeBuilders, removeBuildersOf, sweepBuilders } from './builder.js';
import { BuilderBake } from './builder-bake.js';
import { copyTo } from './copies.js';
import type { DebianAmi } from './debian-ami.js';
import { finishedImage } from './images.js';
import { REAL_TIME, type Time } from './time.js';

export interface Ec2Bake {
  readonly ec2: Ec2;
  /** Further regions that the image is copied to. */
  readonly copies: readonly Ec2[];
  readonly place: BuilderPlace;
  readonly base: DebianAmi;
  /** Folder of the drafts of such bakes and of no others: of those that were killed it tells which builders are nobody's. */
  readonly images: string;
  readonly cache: string;
  readonly assets: string;
  readonly inputs: ImageInputs;
  readonly provision: readonly ProvisioningStep[];
  /** Called only when the image has to be baked. */
  readonly acquire: () => Promise<AcquiredEngine>;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  /** @default the computer's clock */
  readonly time?: Time;
}

/** An image on EC2, by region. */
export interface BakedOnEc2 {
  readonly digest: string;
  readonly imageId: string;
  readonly copies: Readonly<Record<string, string>>;
  readonly baked: boolean;
}

/**
 * Makes the image of these inputs on EC2 unless it is there: a builder is started from Debian's own image, set up over
 * SSH, cleaned, stopped and made an image of. Whatever happens, the builder is gone afterwards; what a killed bake left is
 * taken up (an image on its way) or away (a builder) by the next.
 */
export async function bakeOnEc2(bake: Ec2Bake): Promise<BakedOnEc2> {
  const { ec2, images, inputs, signal, progress, time = REAL_TIME } = bake;
  const digest = imageDigestOf(inputs);
  await mkdir(images, { recursive: true });
  await removeAbandonedDrafts(images, async (draft) => {
    await removeBuilders({ ec2, time }, basename(draft), 'perhaps');
  });
  await sweepBuilders({ ec2, time });
  const context = { ec2, time, signal, progress };
  let image = await finishedImage(context, digest);
  const baked = image === undefined;
  if (image) await removeBuildersOf(ec2, digest);
  image ??= await bakeAnew(bake, digest, time);
  const copies = await copyTo(bake.copies, { ...context, image, digest });
  return { digest, imageId: image.id, copies, baked };
}

async function bakeAnew(bake: Ec2Bake, digest: string, time: Time): Promise<Ec2Image> {
  const { images, signal, progress } = bake;
  // The name of a draft is that of its run, and tells which process it belongs to.
  const draft = draftOf(join(images, digest.slice(-16)));
  const work = new BuilderBake({ ...bake, time }, digest, draft);
  const room = {
    name: 'make room',
    run: async () => void (await mkdir(draft, { recursive: true })),
    undo: () => rm(draft, { recursive: true, force: true }),
  };
  await runSteps([room, ...work.steps()], signal, progress);
  return work.image();
}
