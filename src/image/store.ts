import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { imageFolder } from './process/bake.js';
import { type ImageCondition, inspectImage } from './process/verify.js';

/** An image in the store, and what it turned out to be when it was looked at. */
export interface StoredImage {
  readonly digest: string;
  readonly path: string;
  readonly state: ImageCondition;
}

const FOLDER = /^[0-9a-f]{64}$/;

/** Every image of the store, compared with its manifest. Drafts of bakes under way are none. */
export async function listImages(images: string): Promise<StoredImage[]> {
  const names = (await readdir(images).catch(() => [])).filter((name) => FOLDER.test(name)).sort();
  return await Promise.all(
    names.map(async (name) => ({
      digest: `sha256:${name}`,
      path: join(images, name),
      state: await inspectImage(join(images, name)),
    })),
  );
}

/** Removes an image. Whether anything needs it is the caller's to know. */
export async function removeImage(images: string, digest: string): Promise<void> {
  await rm(imageFolder(images, digest), { recursive: true, force: true });
}
