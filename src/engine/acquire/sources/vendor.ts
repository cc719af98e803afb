import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checksumMismatch, SourceUnavailable } from '../failures.js';
import { readLock, type VendorArtefact } from '../lock/lock-file.js';
import { programName, releaseName } from '../release.js';
import { download } from './download.js';
import { openHttp } from './http.js';
import { releaseUrl, signedSums } from './signed-sums.js';
import type { Fetch } from './source.js';
import { extractProgram } from './unzip.js';

const CURE =
  'Nothing was kept. Check the mirror in use; if the vendor has replaced a release, that deserves a look before the lock changes.';

/** The vendor's release: checksums with a verified signature, and an archive that matches them and the lock. */
export const fromVendor: Fetch<VendorArtefact> = async (context, artefact, draft) => {
  const { entry, enginesDir, mirror, env, onProgress, signal } = context;
  const vendor = readLock(enginesDir).vendors[entry.name];
  if (vendor === undefined) {
    throw new SourceUnavailable(
      'QRT-ENGINE-NO-RECIPE',
      `engines/lock.json names no vendor of ${entry.name}`,
      'Give a binary of yours with Engine.file({ path, sha256 }).',
    );
  }
  const url = releaseUrl(vendor, entry, mirror);
  const http = await openHttp(env);
  try {
    onProgress?.({ type: 'checking', what: `the signature of ${releaseName(entry)}` });
    const sums = await signedSums(http, url, entry, vendor, enginesDir, signal);
    const promised = sums.get(artefact.file) ?? 'none';
    if (promised !== artefact.sha256) {
      throw checksumMismatch(`${artefact.file} in the vendor's signed list`, artefact.sha256, promised, CURE);
    }
    const archive = join(draft.folder, artefact.file);
    const received = await download(http, `${url}/${artefact.file}`, archive, { onProgress, signal });
    if (received !== artefact.sha256) throw checksumMismatch(artefact.file, artefact.sha256, received, CURE);
    await extractProgram(archive, programName(entry.name), draft.program);
    await rm(archive);
  } finally {
    await http.close();
  }
};
