import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { imageFolder, inspectImage, ROOT_FILE } from '../image/index.js';
import type { MachineSpec } from '../machines/index.js';
import { QuorateError } from '../schema/index.js';

/**
 * The image that a machine is about to be made from, and what has to run it. What a real machine boots from is compared
 * with its manifest first: it would run as root.
 *
 * @throws QuorateError `QRT-IMAGE-DAMAGED`
 */
export async function bootable(images: string, digest: string): Promise<Pick<MachineSpec, 'imagePath' | 'driver'>> {
  const imagePath = imageFolder(images, digest);
  if (!existsSync(join(imagePath, ROOT_FILE))) return { imagePath, driver: 'process' };
  const found = await inspectImage(imagePath);
  if (found.condition === 'intact') return { imagePath, driver: 'nspawn' };
  throw new QuorateError(
    'QRT-IMAGE-DAMAGED',
    `the image in ${imagePath} is not booted: ${found.condition === 'damaged' ? found.reason : 'it is gone'}`,
    'Somebody changed it after it was baked. Find out who; then deploy again, which bakes it anew.',
  );
}
