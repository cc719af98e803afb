import { constants } from 'node:fs';
import { chmod, copyFile, cp, link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageInputs, type ImageManifest, imageDigestOf } from '../../schema/index.js';
import { inspectImage, sha256Of } from './verify.js';

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

const AGENT = 'agent/agent.mjs';

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
  const present = await inspectImage(path);
  if (present.condition === 'intact') return { digest, path, baked: false };
  const draft = `${path}.draft-${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  try {
    await fill(draft, digest, bake);
    if (present.condition === 'damaged') await rm(path, { recursive: true, force: true });
    await rename(draft, path).catch(keepIfIntact(path));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return { digest, path, baked: true };
}

async function fill(draft: string, digest: string, { assets, inputs, acquire }: ProcessBake): Promise<void> {
  const engine = await acquire();
  const file = `engine/${inputs.engine.name === 'openbao' ? 'bao' : 'vault'}`;
  await Promise.all(['engine', 'agent'].map((folder) => mkdir(join(draft, folder), { recursive: true })));
  await linkOrCopy(engine.path, join(draft, file));
  await copyFile(join(assets, 'agent.mjs'), join(draft, AGENT));
  await cp(join(assets, 'templates'), join(draft, 'templates'), { recursive: true });
  const templates = Object.keys(inputs.templates).map(
    async (name) => [name, await sha256Of(join(draft, name))] as const,
  );
  const agent = { file: AGENT, sha256: await sha256Of(join(draft, AGENT)) };
  const { name, version } = inputs.engine;
  const manifest: ImageManifest = {
    schema: 1,
    digest,
    form: 'process',
    engine: { name, version, sha256: engine.sha256, source: engine.source, file },
    agent,
    files: { ...Object.fromEntries(await Promise.all(templates)), [AGENT]: agent.sha256, [file]: engine.sha256 },
  };
  await writeFile(join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The engine is large and never changes: a hard link costs nothing, a copy is for another file system. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_FICLONE));
  await chmod(to, 0o755);
}

/** Two deploys may bake the same image at once: the first to finish wins, the other finds it done. */
function keepIfIntact(path: string): (error: unknown) => Promise<void> {
  return async (error) => {
    if ((await inspectImage(path)).condition !== 'intact') throw error;
  };
}
