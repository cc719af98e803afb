import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { QuorateError, reasonOf } from '../../../schema/index.js';
import { orDiskFull } from '../failures.js';

/**
 * Takes one program out of a release archive.
 *
 * @throws QuorateError `QRT-ENGINE-CHECKSUM` when the archive does not hold it: it is not the release that it claims to be.
 */
export async function extractProgram(archive: string, program: string, target: string): Promise<void> {
  const { openPromise } = await import('yauzl');
  const zip = await openPromise(archive, { lazyEntries: true, autoClose: false }).catch((error: unknown) => {
    throw notARelease(archive, reasonOf(error));
  });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== program) continue;
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { mode: 0o755 }));
      return;
    }
  } catch (error) {
    throw orDiskFull(error, target);
  } finally {
    zip.close();
  }
  throw notARelease(archive, `it holds no ${program}`);
}

function notARelease(archive: string, why: string): QuorateError {
  return new QuorateError(
    'QRT-ENGINE-CHECKSUM',
    `${archive} is not a release of this engine: ${why}`,
    'Nothing was kept. Check the mirror in use and the checksum in engines/lock.json.',
  );
}
