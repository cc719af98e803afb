import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheKey, engineCacheDir } from './cache/cache-dir.js';
import { findCached } from './cache/find-cached.js';
import { removeDrafts } from './cache/publish.js';
import { inTurn } from './cache/turn.js';
import { orDiskFull } from './failures.js';
import type { LockEntry } from './lock/lock-file.js';
import type { AcquireOptions } from './options.js';
import { type CachedEngine, fromSources } from './sources/from-sources.js';
import type { SourceContext } from './sources/source.js';

/** Acquires one of an entry's artefacts: from the cache, or from a source while nobody else is at it. */
export async function acquireEntry(
  entry: LockEntry,
  enginesDir: string,
  options: Omit<AcquireOptions, 'policy'>,
): Promise<CachedEngine> {
  const { env = process.env, onProgress, signal } = options;
  const cacheDir = options.cacheDir ?? engineCacheDir(env);
  const cached = await findCached(cacheDir, entry);
  if (cached !== null) return cached;

  const mirror = options.mirror ?? env['QUORATE_ENGINE_MIRROR'];
  const context: SourceContext = { entry, enginesDir, mirror, env, onProgress, signal };
  try {
    await mkdir(cacheDir, { recursive: true });
    return await inTurn(join(cacheDir, `.${cacheKey(entry)}.turn`), { onProgress, signal }, async () => {
      const made = await findCached(cacheDir, entry);
      if (made !== null) return made;
      await removeDrafts(cacheDir, entry);
      return await fromSources(cacheDir, context);
    });
  } catch (error) {
    throw orDiskFull(error, cacheDir);
  }
}
