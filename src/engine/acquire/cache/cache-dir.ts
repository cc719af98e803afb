import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Artefact, LockEntry } from '../lock/lock-file.js';
import { programName } from '../release.js';

/** `quorate/engines` in the user's cache folder. */
export function engineCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env['XDG_CACHE_HOME'];
  return join(cache?.startsWith('/') ? cache : join(env['HOME'] ?? homedir(), '.cache'), 'quorate', 'engines');
}

/** What names a release in the cache. */
export const cacheKey = ({ name, version, platform }: LockEntry): string => `${name}-${version}-${platform}`;

/** Places of one artefact in the cache. */
export interface CachePlace {
  readonly folder: string;
  readonly program: string;
  readonly stamp: string;
}

export function cachePlace(cacheDir: string, entry: LockEntry, source: Artefact['source']): CachePlace {
  return placeIn(join(cacheDir, `${cacheKey(entry)}-${source}`), entry);
}

export function placeIn(folder: string, entry: LockEntry): CachePlace {
  return { folder, program: join(folder, programName(entry.name)), stamp: join(folder, 'stamp.json') };
}
