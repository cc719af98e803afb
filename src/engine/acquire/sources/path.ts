import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { sha256Of } from '../checksum.js';
import { orDiskFull, SourceUnavailable } from '../failures.js';
import type { Artefact } from '../lock/lock-file.js';
import { programName, releaseName } from '../release.js';
import { findPrograms } from './find-program.js';
import type { SourceContext } from './source.js';

/** A program on PATH that is byte for byte one of the lock's, and the artefact that it is. */
export async function findOnPath({
  entry,
  env,
  signal,
}: SourceContext): Promise<{ readonly path: string; readonly artefact: Artefact }> {
  const name = programName(entry.name);
  const found = await findPrograms(name, env);
  for (const path of found) {
    const sha256 = await sha256Of(path, signal);
    const artefact = entry.artefacts.find((candidate) => programSum(candidate) === sha256);
    if (artefact !== undefined) return { path, artefact };
  }
  const what = found.length === 0 ? `there is no ${name} on PATH` : `${found.join(', ')} is not the one in the lock`;
  throw new SourceUnavailable(
    'QRT-ENGINE-UNAVAILABLE',
    what,
    `Put the ${name} of ${releaseName(entry)} whose sha256 is in engines/lock.json on PATH.`,
  );
}

/** Copies the program into the cache: what is on PATH may be replaced under a running cluster. */
export async function copyProgram(path: string, target: string): Promise<void> {
  await copyFile(path, target, constants.COPYFILE_FICLONE).catch((error: unknown) => {
    throw orDiskFull(error, target);
  });
}

const programSum = (artefact: Artefact): string | undefined =>
  artefact.source === 'vendor' ? artefact.engine_sha256 : artefact.sha256;
