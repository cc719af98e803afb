import { engineCacheDir } from './cache/cache-dir.js';
import { findCached } from './cache/find-cached.js';
import { findEnginesDir } from './lock/engines-dir.js';
import { type Artefact, readLock } from './lock/lock-file.js';
import type { AcquireOptions } from './options.js';

/** A release of the lock, and whether it is there. */
export interface ListedEngine {
  readonly name: string;
  readonly version: string;
  readonly platform: string;
  /** Where it may come from. */
  readonly sources: readonly Artefact['source'][];
  /** What is in the cache; null when a first use has to fetch or build it. */
  readonly cached: { readonly path: string; readonly sha256: string; readonly source: Artefact['source'] } | null;
}

export type CacheOptions = Pick<AcquireOptions, 'enginesDir' | 'cacheDir' | 'env'>;

/** Every release in the lock. */
export async function listEngines(options: CacheOptions = {}): Promise<readonly ListedEngine[]> {
  const cacheDir = options.cacheDir ?? engineCacheDir(options.env);
  const { engines } = readLock(options.enginesDir ?? findEnginesDir());
  return Promise.all(
    engines.map(async (entry) => ({
      name: entry.name,
      version: entry.version,
      platform: entry.platform,
      sources: entry.artefacts.map(({ source }) => source),
      cached: await findCached(cacheDir, entry),
    })),
  );
}
