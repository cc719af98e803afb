import { constants } from 'node:fs';
import { chmod, copyFile, link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ImageInputs, type ImageManifest, imageDigestOf, QuorateError } from '../../schema/index.js';
import { agentOfInputs } from '../inputs.js';
import { sha256Of } from '../sha256.js';
import { draftOf, removeAbandonedDrafts } from './drafts.js';
import { inspectImage } from './verify.js';

/** An engine binary that was acquired and checked. */
export interface AcquiredEngine {
  readonly path: string;
  readonly sha256: string;
  readonly source: string;
}

export interface ProcessBake {
  /** Folder that holds the images, one below each digest. */
  readonly images: string;
  /** Folder with the agent bundle and the templates. */
  readonly assets: string;
  readonly inputs: ImageInputs;
  /** Called only when the image has to be baked. */
  readonly acquire: () => Promise<AcquiredEngine>;
}

/** Where the image of this digest is, baked or not. */
export function imageFolder(images: string, digest: string): string {
  return join(images, digest.replace('sha256:', ''));
}

/**
 * Makes the process form of an image: a folder with engine, agent, templates and a manifest with the sha256 of each.
 * An intact image of the same inputs is left as it is; a damaged one is made again.
 */
export async function bakeProcessImage(bake: ProcessBake): Promise<{ digest: string; path: string; baked: boolean }> {
  const digest = imageDigestOf(bake.inputs);
  const path = imageFolder(bake.images, digest);
  const present = await inspectImage(path, { thorough: false });
  if (present.condition === 'intact') return { digest, path, baked: false };
  await removeAbandonedDrafts(bake.images);
  const draft = draftOf(path);
  try {
    await fill(draft, digest, bake);
    // Looked at again: another deploy may have made it good meanwhile.
    if ((await inspectImage(path)).condition === 'damaged') await rm(path, { recursive: true, force: true });
    await rename(draft, path).catch(keepIfIntact(path));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return { digest, path, baked: true };
}

async function fill(draft: string, digest: string, { assets, inputs, acquire }: ProcessBake): Promise<void> {
  const engine = await acquire();
  const file = `engine/${inputs.engine.name === 'openbao' ? 'bao' : 'vault'}`;
  await mkdir(join(draft, 'engine'), { recursive: true });
  await placeEngine(engine, join(draft, file));
  const copied = { ...inputs.agent, ...inputs.templates };
  await Promise.all(
    Object.entries(copied).map(([name, sha256]) => copyInput(join(assets, name), join(draft, name), sha256)),
  );
  const { name, version } = inputs.engine;
  const manifest: ImageManifest = {
    schema: 1,
    digest,
    form: 'process',
    engine: { name, version, sha256: engine.sha256, source: engine.source, file },
    agent: agentOfInputs(inputs),
    files: { ...copied, [file]: engine.sha256 },
  };
  await writeFile(join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** An image is named after its inputs: a file that is none of them must not get into it. */
async function copyInput(from: string, to: string, sha256: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  const found = await sha256Of(to);
  if (found === sha256) return;
  throw new QuorateError(
    'QRT-IMAGE-INPUTS',
    `${from} is not what the image is named after: expected sha256 ${sha256}, received ${found}`,
    'The assets changed after they were listed: synthesize and plan again.',
  );
}

/**
 * An engine of the cache is large and never changes: a hard link costs nothing, a copy is for another file system. The
 * user's own file may be written over, and an image that was linked to it would change with it.
 */
async function placeEngine({ path, source }: AcquiredEngine, to: string): Promise<void> {
  const copy = () => copyFile(path, to, constants.COPYFILE_FICLONE);
  await (source === 'file' ? copy() : link(path, to).catch(copy));
  await chmod(to, 0o755);
}

/** Two deploys may bake the same image at once: the first to finish wins, the other finds it done. */
function keepIfIntact(path: string): (error: unknown) => Promise<void> {
  return async (error) => {
    if ((await inspectImage(path)).condition !== 'intact') throw error;
  };
}
