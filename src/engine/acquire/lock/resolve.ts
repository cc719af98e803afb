import { type EngineRelease, QuorateError } from '../../../schema/index.js';
import { enginePlatform } from '../platform.js';
import { releaseName } from '../release.js';
import { type LockEntry, type LockFile, lockPath, readLock } from './lock-file.js';

/** Which artefacts may run: `lab` any in the lock, `vendor` only those that their vendor signed. */
export type EnginePolicy = 'lab' | 'vendor';

/**
 * The lock's entry of a release on this platform, with the artefacts that the policy accepts. Reads nothing but the
 * lock, so that it is the same at plan time on every machine.
 *
 * @throws QuorateError `QRT-ENGINE-UNKNOWN` when it is not in the lock, `QRT-ENGINE-POLICY` when nothing is acceptable.
 */
export function resolveEngine(release: EngineRelease, policy: EnginePolicy, enginesDir: string): LockEntry {
  const lock = readLock(enginesDir);
  const platform = enginePlatform();
  const entry = findEntry(lock, release, platform);
  if (entry === undefined) throw unknownEngine(lock, release, platform, enginesDir);
  const artefacts = entry.artefacts.filter(({ source }) => policy === 'lab' || source === 'vendor');
  if (artefacts.length > 0) return { ...entry, artefacts };
  throw new QuorateError(
    'QRT-ENGINE-POLICY',
    `${releaseName(release)} is only known as a build from its Go module, which is for lab and tests`,
    `Record the vendor's artefact with \`quorate engine add ${releaseName(release)}\`, or give a binary of yours with Engine.file({ path, sha256 }).`,
  );
}

/** The entry of a release, whatever the policy. */
export function findEntry(lock: LockFile, release: EngineRelease, platform: string): LockEntry | undefined {
  return lock.engines.find(
    (entry) => entry.name === release.name && entry.version === release.version && entry.platform === platform,
  );
}

function unknownEngine(lock: LockFile, release: EngineRelease, platform: string, enginesDir: string): QuorateError {
  const known = lock.engines.filter((entry) => entry.platform === platform).map(releaseName);
  return new QuorateError(
    'QRT-ENGINE-UNKNOWN',
    `${releaseName(release)} for ${platform} is not in ${lockPath(enginesDir)}; known are ${known.join(', ') || 'none'}`,
    `Choose one of these, or add it with \`quorate engine add ${releaseName(release)}\`.`,
  );
}
