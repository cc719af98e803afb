import type { Artefact, LockEntry } from '../lock/lock-file.js';
import type { AcquiredEngine } from '../options.js';
import { cachePlace } from './cache-dir.js';
import { isIntact, readStamp } from './stamp.js';

/** The cached engine of the first artefact that is there and intact, or null. */
export async function findCached(
  cacheDir: string,
  entry: LockEntry,
  { thorough = false }: { readonly thorough?: boolean } = {},
): Promise<(AcquiredEngine & { readonly source: Artefact['source'] }) | null> {
  for (const artefact of entry.artefacts) {
    const place = cachePlace(cacheDir, entry, artefact.source);
    const stamp = await readStamp(place, artefact);
    if (stamp !== null && (await isIntact(place, stamp, thorough))) {
      return { path: place.program, sha256: stamp.sha256, source: artefact.source };
    }
  }
  return null;
}
