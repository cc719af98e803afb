import type { EngineRelease } from '../../schema/index.js';
import { acquireEntry } from './acquire-entry.js';
import { findEnginesDir } from './lock/engines-dir.js';
import { resolveEngine } from './lock/resolve.js';
import type { AcquiredEngine, AcquireOptions } from './options.js';

/**
 * A verified engine of this release, from the first of: the cache; the vendor's signed release; a build from the Go
 * module; a program on PATH whose checksum is in the lock. From the cache it takes milliseconds.
 *
 * Callers of one release, also in other processes, wait for one download or build. Half of one is never used.
 *
 * @throws QuorateError `QRT-ENGINE-UNKNOWN`, `-POLICY` or `-LOCK` (lock), `QRT-ENGINE-CHECKSUM` or `-SIGNATURE` (wrong
 * bytes: nothing else is tried), `QRT-DISK-FULL`, or that of the last source (`QRT-ENGINE-OFFLINE`, `-NO-RECIPE`,
 * `-BUILD`, `QRT-GO-MISSING`) with the reasons of all.
 */
export async function acquireEngine(release: EngineRelease, options: AcquireOptions): Promise<AcquiredEngine> {
  const enginesDir = options.enginesDir ?? findEnginesDir();
  return acquireEntry(resolveEngine(release, options.policy, enginesDir), enginesDir, options);
}
