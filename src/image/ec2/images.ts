import type { Ec2, Ec2Image } from '../../aws/index.js';
import { QuorateError } from '../../schema/index.js';
import { IMAGE_TAG } from './tags.js';
import { type Patience, patiently, type Time } from './time.js';

/** Amazon copies the disk: minutes usually, an hour at times. */
const AVAILABLE: Patience = { deadlineMs: 3 * 3_600_000, firstMs: 2_000, longestMs: 30_000 };

interface Context {
  readonly ec2: Ec2;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** The images of this digest, the oldest first: of two that were made at once everybody takes the same. */
export async function imagesOf(ec2: Ec2, digest: string): Promise<Ec2Image[]> {
  const found = await ec2.imagesTagged({ [IMAGE_TAG]: digest });
  return found.sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
}

/**
 * The image of this digest if there is one or if one is on its way, which is waited for; what failed is removed, with
 * its snapshots.
 */
export async function finishedImage(context: Context, digest: string): Promise<Ec2Image | undefined> {
  const { ec2, progress } = context;
  for (const image of await imagesOf(ec2, digest)) {
    if (image.state === 'available') return image;
    if (image.state === 'pending') {
      progress(`waiting for ${image.id}, which another run began`);
      const finished = await unlessFailed(available(context, image.id, digest));
      if (finished) return finished;
    }
    await ec2.removeImage(image);
  }
  return undefined;
}

async function unlessFailed(waiting: Promise<Ec2Image>): Promise<Ec2Image | undefined> {
  return await waiting.catch((error: unknown) => {
    if (error instanceof QuorateError && error.code === 'QRT-BAKE-IMAGE') return undefined;
    throw error;
  });
}

/** Waits until Amazon has finished the image. @throws QuorateError `QRT-BAKE-IMAGE` when it failed or never came. */
export async function available({ ec2, time, signal, progress }: Context, id: string, digest: string) {
  const began = time.now();
  let told = 0;
  const ended = await patiently(time, signal, AVAILABLE, async () => {
    const image = (await imagesOf(ec2, digest)).find((one) => one.id === id);
    const minutes = Math.floor((time.now() - began) / 60_000);
    if (minutes >= told + 5) {
      told = minutes;
      progress(`${id} is ${image?.state ?? 'not told of'} after ${minutes} minutes`);
    }
    return image?.state === 'available' || image?.state === 'failed' ? image : undefined;
  });
  if (ended?.state === 'available') return ended;
  throw new QuorateError(
    'QRT-BAKE-IMAGE',
    `the image ${id} did not become available in ${ec2.region}: ${ended?.reason ?? 'it is still pending after three hours'}`,
    'Run the command again: it waits for an image that is pending, and bakes anew in place of one that failed.',
  );
}

/** What an image is called. Names are unique: a second request for the same one finds the first. */
export function imageName(digest: string): string {
  return `quorate-${digest.slice('sha256:'.length, 'sha256:'.length + 40)}`;
}

/** Id of the image of this digest that machines can be started from; null when there is none. */
export async function findOnEc2(ec2: Ec2, digest: string): Promise<string | null> {
  return (await imagesOf(ec2, digest)).find(({ state }) => state === 'available')?.id ?? null;
}
