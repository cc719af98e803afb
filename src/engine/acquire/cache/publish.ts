import { chmod, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { terminate } from '../../../process/index.js';
import { sha256Of } from '../checksum.js';
import { checksumMismatch } from '../failures.js';
import type { Artefact, LockEntry } from '../lock/lock-file.js';
import type { AcquiredEngine } from '../options.js';
import { releaseName } from '../release.js';
import { type CachePlace, cacheKey, cachePlace, placeIn } from './cache-dir.js';
import { writeStamp } from './stamp.js';

/** Pid file of a build in its draft: whoever cleans up after a killed process also ends its build. */
export const BUILD_PID_FILE = 'build.pid';

/**
 * Lets `fill` put a verified program into a draft folder beside its final place, and renames the whole: what is in
 * the cache is complete. Nothing of a failed draft stays.
 */
export async function publish(
  cacheDir: string,
  entry: LockEntry,
  artefact: Artefact,
  fill: (draft: CachePlace) => Promise<void>,
): Promise<AcquiredEngine & { readonly source: Artefact['source'] }> {
  const final = cachePlace(cacheDir, entry, artefact.source);
  const draft = placeIn(await mkdtemp(join(cacheDir, draftPrefix(entry))), entry);
  try {
    await fill(draft);
    await chmod(draft.program, 0o755);
    await flush(draft.program);
    const sha256 = await sha256Of(draft.program);
    requireLocked(entry, artefact, sha256);
    await writeStamp(draft, artefact, sha256);
    await rm(join(draft.folder, BUILD_PID_FILE), { force: true });
    await rm(final.folder, { recursive: true, force: true });
    await rename(draft.folder, final.folder);
    return { path: final.program, sha256, source: artefact.source };
  } finally {
    await rm(draft.folder, { recursive: true, force: true });
  }
}

/** Removes what killed processes left half done. Only for the holder of the release's lock. */
export async function removeDrafts(cacheDir: string, entry: LockEntry): Promise<void> {
  const names = await readdir(cacheDir);
  for (const name of names.filter((candidate) => candidate.startsWith(draftPrefix(entry)))) {
    const folder = join(cacheDir, name);
    await terminate(join(folder, BUILD_PID_FILE), { graceMs: 2_000 });
    await rm(folder, { recursive: true, force: true });
  }
}

const draftPrefix = (entry: LockEntry): string => `.draft-${cacheKey(entry)}-`;

/** The last gate: whatever a source did, nothing that the lock does not name gets into the cache. */
function requireLocked(entry: LockEntry, artefact: Artefact, sha256: string): void {
  const expected = artefact.source === 'go-module' ? artefact.sha256 : artefact.engine_sha256;
  if (expected === undefined || expected === sha256) return;
  throw checksumMismatch(
    `${releaseName(entry)} from ${artefact.source}`,
    expected,
    sha256,
    'Nothing was kept. Find out why before trying again: another toolchain, a changed recipe, or somebody in between.',
  );
}

/** A program that a power cut leaves half written would pass for whole: its stamp is a file of its own. */
async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
