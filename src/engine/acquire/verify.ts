import { rm } from 'node:fs/promises';
import { cachePlace, engineCacheDir } from './cache/cache-dir.js';
import { isIntact, readStamp } from './cache/stamp.js';
import type { CacheOptions } from './list.js';
import { findEnginesDir } from './lock/engines-dir.js';
import { type Artefact, readLock } from './lock/lock-file.js';

/** A cached engine, hashed from its first to its last byte. */
export interface VerifiedEngine {
  readonly name: string;
  readonly version: string;
  readonly source: Artefact['source'];
  readonly path: string;
  /** What it is, or should be. */
  readonly sha256: string;
  readonly intact: boolean;
}

/**
 * Hashes every cached engine of the lock. A damaged one is removed at once, so that nothing uses it; the next use
 * acquires it again.
 */
export async function verifyEngines(options: CacheOptions = {}): Promise<readonly VerifiedEngine[]> {
  const cacheDir = options.cacheDir ?? engineCacheDir(options.env);
  const found: VerifiedEngine[] = [];
  for (const entry of readLock(options.enginesDir ?? findEnginesDir()).engines) {
    for (const artefact of entry.artefacts) {
      const place = cachePlace(cacheDir, entry, artefact.source);
      const stamp = await readStamp(place, artefact);
      if (stamp === null) continue;
      const intact = await isIntact(place, stamp, true);
      if (!intact) await rm(place.folder, { recursive: true, force: true });
      const { name, version } = entry;
      found.push({ name, version, source: artefact.source, path: place.program, sha256: stamp.sha256, intact });
    }
  }
  return found;
}
