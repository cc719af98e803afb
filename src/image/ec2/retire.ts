import type { Ec2, Ec2Image } from '../../aws/index.js';
import { IMAGE_TAG } from './tags.js';

/** Images of ours that are not the newest: kept on for a roll-back. */
const KEPT_BEFORE = 1;

export interface Retired {
  /** From now on they are offered to nobody who does not name them. */
  readonly deprecated: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Takes images away that nobody needs: no instance of the region runs them, nobody says so, and they are neither the
 * newest nor the one before. What stays and is not the newest is deprecated.
 *
 * @param needed digests that somebody still needs, wherever it runs
 */
export async function retireImages(ec2: Ec2, needed: ReadonlySet<string>, now: number): Promise<Retired> {
  const images = (await ec2.imagesTagged({ [IMAGE_TAG]: '*' }))
    .filter(({ state }) => state === 'available')
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id));
  const running = new Set(
    (await ec2.instancesTagged({ [IMAGE_TAG]: '*' }))
      .filter(({ state }) => state !== 'terminated')
      .map(({ imageId }) => imageId),
  );
  const digestOf = ({ tags }: Ec2Image) => tags[IMAGE_TAG] ?? '';
  const newest = [...new Set(images.map(digestOf))].slice(0, 1 + KEPT_BEFORE);
  const isKept = (image: Ec2Image) =>
    running.has(image.id) || needed.has(digestOf(image)) || newest.includes(digestOf(image));
  const [old, kept] = [images.filter((image) => !isKept(image)), images.filter(isKept)];
  const deprecated = kept.filter((image) => digestOf(image) !== newest[0]);
  for (const { id } of deprecated) await ec2.deprecateImage(id, new Date(now));
  for (const image of old) await ec2.removeImage(image);
  return { deprecated: deprecated.map(({ id }) => id), removed: old.map(({ id }) => id) };
}
