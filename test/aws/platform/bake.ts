import { join } from 'node:path';
import { acquireEngine } from '../../../src/engine/index.js';
import { bakeCache, bakeMachineImage, ROOT_FILE, readImageInputs } from '../../../src/image/index.js';
import { nspawnBuilders } from '../../../src/machines/index.js';

/** Bakes the image of a stack's machines on this host, from the assets of its checkout; gives its digest and its root. */
export async function bakeHere(
  project: string,
  version: string,
  home = join(project, '.quorate'),
): Promise<{ digest: string; root: string }> {
  const assets = join(project, 'dist', 'assets');
  const release = { name: 'vault', version } as const;
  const baked = await bakeMachineImage({
    images: join(home, 'images'),
    cache: bakeCache(),
    assets,
    inputs: readImageInputs(assets, 'machine', { ...release, sha256: null }),
    acquire: () => acquireEngine(release, { enginesDir: join(assets, 'engines'), policy: 'lab' }),
    builders: nspawnBuilders,
    signal: new AbortController().signal,
  });
  return { digest: baked.digest, root: join(baked.path, ROOT_FILE) };
}
