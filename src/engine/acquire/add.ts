import { type EngineRelease, QuorateError } from '../../schema/index.js';
import { acquireEntry } from './acquire-entry.js';
import { checksumMismatch, SourceUnavailable } from './failures.js';
import { findEnginesDir } from './lock/engines-dir.js';
import {
  type Artefact,
  type LockEntry,
  lockPath,
  readLock,
  type Vendor,
  type VendorArtefact,
} from './lock/lock-file.js';
import { record } from './lock/record.js';
import { findEntry } from './lock/resolve.js';
import type { AcquireOptions } from './options.js';
import { enginePlatform } from './platform.js';
import { programName, releaseName } from './release.js';
import { openHttp } from './sources/http.js';
import { releaseUrl, signedSums } from './sources/signed-sums.js';

/** What `add` did. */
export interface AddedEngine {
  readonly entry: LockEntry;
  readonly path: string;
  /** False when the lock already said the same. */
  readonly changed: boolean;
}

/**
 * Acquires the vendor's signed release and records it in the lock. What is recorded is never replaced: a signed
 * checksum that differs from the lock's is an error. The lock only changes once the engine is there.
 *
 * @throws QuorateError `QRT-ENGINE-UNKNOWN` when the vendor has no such release, `QRT-ENGINE-OFFLINE` when it cannot be
 * reached, `QRT-ENGINE-CHECKSUM` or `QRT-ENGINE-SIGNATURE`.
 */
export async function addEngine(
  release: EngineRelease,
  options: Omit<AcquireOptions, 'policy'> = {},
): Promise<AddedEngine> {
  const enginesDir = options.enginesDir ?? findEnginesDir();
  const platform = enginePlatform();
  const lock = readLock(enginesDir);
  const vendor = lock.vendors[release.name];
  if (vendor === undefined) throw unknownVendor(release, enginesDir);
  const artefact = await signedArtefact(release, platform, vendor, enginesDir, options);
  const known = findEntry(lock, release, platform)?.artefacts.find(isVendor);
  if (known !== undefined && known.sha256 !== artefact.sha256) {
    throw checksumMismatch(
      `${artefact.file} in the vendor's signed list`,
      known.sha256,
      artefact.sha256,
      'The lock was left as it is. Ask the vendor why a release was replaced.',
    );
  }
  const entry: LockEntry = { name: release.name, version: release.version, platform, artefacts: [known ?? artefact] };
  const engine = await acquireEntry(entry, enginesDir, options);
  const recorded = await record(enginesDir, entry, { ...(known ?? artefact), engine_sha256: engine.sha256 });
  return { ...recorded, path: engine.path };
}

async function signedArtefact(
  release: EngineRelease,
  platform: string,
  vendor: Vendor,
  enginesDir: string,
  options: Omit<AcquireOptions, 'policy'>,
): Promise<VendorArtefact> {
  const env = options.env ?? process.env;
  const url = releaseUrl(vendor, release, options.mirror ?? env['QUORATE_ENGINE_MIRROR']);
  const http = await openHttp(env);
  try {
    const sums = await signedSums(http, url, release, vendor, enginesDir, options.signal).catch(asQuorateError);
    const file = `${programName(release.name)}_${release.version}_${platform}.zip`;
    const sha256 = sums.get(file);
    if (sha256 !== undefined) return { source: 'vendor', file, sha256 };
    throw new QuorateError(
      'QRT-ENGINE-UNKNOWN',
      `the vendor has published ${releaseName(release)}, but no ${file}`,
      'Choose a release that exists for this platform.',
    );
  } finally {
    await http.close();
  }
}

function asQuorateError(error: unknown): never {
  if (error instanceof SourceUnavailable)
    throw new QuorateError(error.code, error.message, error.cure, { cause: error });
  throw error;
}

const isVendor = (artefact: Artefact): artefact is VendorArtefact => artefact.source === 'vendor';

function unknownVendor(release: EngineRelease, enginesDir: string): QuorateError {
  return new QuorateError(
    'QRT-ENGINE-UNKNOWN',
    `${lockPath(enginesDir)} names no vendor of ${release.name}, so ${releaseName(release)} cannot be verified`,
    'Give a binary of yours with Engine.file({ path, sha256 }).',
  );
}
