import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeFileAtomically } from '../process/index.js';
import { imageDigest } from '../schema/index.js';
import type { Environment } from './environment.js';
import type { EnvironmentPaths } from './paths.js';

/** `images.json`: images that members were made from, newest first. */
const document = z.array(imageDigest);
/** The one in use and the one before, to which a roll-back leads. */
const KEPT = 2;

/** Remembers that members of the environment are made from this image. */
export async function noteImage({ home }: Pick<EnvironmentPaths, 'home'>, digest: string): Promise<void> {
  const known = await read(home);
  if (known[0] === digest) return;
  await mkdir(home, { recursive: true, mode: 0o700 });
  const next = [digest, ...known.filter((each) => each !== digest)].slice(0, KEPT);
  await writeFileAtomically(join(home, 'images.json'), JSON.stringify(next));
}

/** Images that an environment of this project needs: those of its machines, its newest and its previous one. */
export async function imagesInUse(
  root: string,
  open: (name: string) => Environment,
): Promise<ReadonlyMap<string, string>> {
  const folders = (await readdir(root, { withFileTypes: true }).catch(() => [])).filter((each) => each.isDirectory());
  const used = new Map<string, string>();
  for (const name of folders.map((each) => each.name).filter((each) => each !== 'images')) {
    for (const digest of await read(join(root, name))) used.set(digest, name);
    for (const { image } of await (await open(name).site()).machines()) used.set(image, name);
  }
  return used;
}

async function read(home: string): Promise<string[]> {
  const text = await readFile(join(home, 'images.json'), 'utf8').catch(() => '[]');
  return document.parse(JSON.parse(text));
}
