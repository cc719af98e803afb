import { access, constants } from 'node:fs/promises';
import { QuorateError } from '../../schema/index.js';
import { sha256Of } from './checksum.js';
import { checksumMismatch } from './failures.js';
import type { AcquiredEngine } from './options.js';

/**
 * A binary of the user's own, accepted because its checksum was given with it.
 *
 * @throws QuorateError `QRT-ENGINE-CHECKSUM` when it is another one, `QRT-ENGINE-FILE` when it is not a program.
 */
export async function engineFile(file: { readonly path: string; readonly sha256: string }): Promise<AcquiredEngine> {
  const { path, sha256 } = file;
  await access(path, constants.R_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) => {
    throw new QuorateError(
      'QRT-ENGINE-FILE',
      `${path} cannot be run as an engine: ${error.message}`,
      'Give the path of an executable file that the deploying user can read.',
      { cause: error },
    );
  });
  const received = await sha256Of(path);
  if (received === sha256) return { path, sha256, source: 'file' };
  throw checksumMismatch(
    path,
    sha256,
    received,
    'Give the file that you meant, or the sha256 of the one that you trust.',
  );
}
