import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { QuorateError, type SnapshotManifest } from '../../schema/index.js';
import { verifyArchive } from './archive.js';

const PIECE_BYTES = 256 * 1024;

const CURE = 'Use another snapshot: `quorate snapshot list` shows them. Nothing on the cluster was changed.';

/**
 * Whether the archive is the one that its manifest tells of, to the last bit. The sums inside an archive do not cover
 * all of it; the manifest's does.
 *
 * @throws QuorateError `QRT-SNAPSHOT-MISSING`, `QRT-SNAPSHOT-EMPTY`, `QRT-SNAPSHOT-TRUNCATED`, `QRT-SNAPSHOT-ALTERED`
 * or `QRT-SNAPSHOT-BROKEN`
 */
export async function verifyKept(file: string, { id, size, sha256, index }: SnapshotManifest): Promise<void> {
  const found = (await stat(file).catch(() => undefined))?.size;
  if (found === undefined) throw missing(id);
  if (found === 0) throw new QuorateError('QRT-SNAPSHOT-EMPTY', `the archive of snapshot ${id} is empty`, CURE);
  if (found < size) {
    throw new QuorateError(
      'QRT-SNAPSHOT-TRUNCATED',
      `the archive of snapshot ${id} was cut off: expected ${size} bytes, found ${found}`,
      CURE,
    );
  }
  const sum = await sha256Of(file);
  if (sum !== sha256) {
    throw new QuorateError(
      'QRT-SNAPSHOT-ALTERED',
      `the archive of snapshot ${id} is not what was taken: expected sha256 ${sha256}, found ${sum}`,
      CURE,
    );
  }
  const facts = await verifyArchive(createReadStream(file));
  if (facts.index === index) return;
  throw new QuorateError(
    'QRT-SNAPSHOT-ALTERED',
    `the manifest of snapshot ${id} says index ${index}, its archive says ${facts.index}`,
    CURE,
  );
}

export function missing(id: string): QuorateError {
  return new QuorateError(
    'QRT-SNAPSHOT-MISSING',
    `the archive of snapshot ${id} is not there, only its manifest`,
    CURE,
  );
}

/** Hexadecimal; streams. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  // One buffer for all of it: what is read piece by piece into new ones waits in memory to be collected.
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  const handle = await open(file);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
