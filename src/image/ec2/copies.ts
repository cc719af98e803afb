import { createHash } from 'node:crypto';
import type { Ec2, Ec2Image } from '../../aws/index.js';
import { available, finishedImage, imageName } from './images.js';
import { IMAGE_TAG } from './tags.js';
import type { Time } from './time.js';

interface CopyContext {
  readonly ec2: Ec2;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  readonly image: Ec2Image;
  readonly digest: string;
}

/** Copies an image to further regions, all at once, unless it is there or on its way. Gives ids by region. */
export async function copyTo(regions: readonly Ec2[], context: CopyContext): Promise<Record<string, string>> {
  const copied = await Promise.all(
    regions.map(async (there) => [there.region, await copyOne(there, context)] as const),
  );
  return Object.fromEntries(copied);
}

async function copyOne(there: Ec2, { ec2, image, digest, ...rest }: CopyContext): Promise<string> {
  const context = { ...rest, ec2: there };
  const present = await finishedImage(context, digest);
  if (present) return present.id;
  rest.progress(`copy it to ${there.region}`);
  const id = await there.copyImage({
    // The same request again gives the same copy.
    clientToken: createHash('sha256').update(`${image.id} ${there.region}`).digest('hex'),
    name: imageName(digest),
    sourceImageId: image.id,
    sourceRegion: ec2.region,
    tags: { [IMAGE_TAG]: digest, Name: imageName(digest) },
  });
  return (await available(context, id, digest)).id;
}
