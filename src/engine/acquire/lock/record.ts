import { releaseName } from '../release.js';
import { type LockEntry, type LockFile, readLock, type VendorArtefact, writeLock } from './lock-file.js';
import { findEntry } from './resolve.js';

/** Puts a vendor's artefact in front of what the lock has of a release; writes nothing when it is there already. */
export async function record(
  enginesDir: string,
  entry: LockEntry,
  artefact: VendorArtefact,
): Promise<{ readonly entry: LockEntry; readonly changed: boolean }> {
  const lock = readLock(enginesDir);
  const known = findEntry(lock, entry, entry.platform);
  const others = known?.artefacts.filter(({ source }) => source !== 'vendor') ?? [];
  const recorded: LockEntry = { ...entry, artefacts: [artefact, ...others] };
  if (JSON.stringify(known) === JSON.stringify(recorded)) return { entry: recorded, changed: false };
  await writeLock(enginesDir, withEntry(lock, recorded));
  return { entry: recorded, changed: true };
}

function withEntry(lock: LockFile, entry: LockEntry): LockFile {
  const isThis = (other: LockEntry) => releaseName(other) === releaseName(entry) && other.platform === entry.platform;
  const engines = lock.engines.some(isThis)
    ? lock.engines.map((other) => (isThis(other) ? entry : other))
    : [...lock.engines, entry];
  return { ...lock, engines };
}
