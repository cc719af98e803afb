import { statfs } from 'node:fs/promises';
import { type Finding, fail, ok, type Surroundings } from './finding.js';

const GIGABYTE = 1e9;
/** An engine is 140 MB in the cache and once more in every image; nodes add their data. */
const LEAST = 1 * GIGABYTE;

/** Room for images and nodes, which lie in the project's folder. */
export async function checkDisk({ project }: Surroundings, least = LEAST): Promise<Finding> {
  const { bavail, bsize } = await statfs(project);
  const free = bavail * bsize;
  const message = `${(free / GIGABYTE).toFixed(1)} GB free at ${project}`;
  if (free >= least) return ok('disk', message);
  return fail(
    'disk',
    `${message}, expected ${least / GIGABYTE} GB`,
    'Make room: `.quorate/images` holds images that may be of no use any more.',
  );
}
