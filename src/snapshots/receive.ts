import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { type SnapshotFacts, verifyArchive } from './verify/archive.js';

/** Written through in pieces: all at once would hold up the engine, whose log is often on the same disk. */
const SYNC_BYTES = 4 * 1024 * 1024;

/** What came, and was verified. */
export interface Received extends SnapshotFacts {
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes an archive to a new file, durably, and verifies it while it comes: only as much of it is in memory as is under
 * way.
 *
 * @throws QuorateError `QRT-SNAPSHOT-BROKEN`, as soon as that is known
 */
export async function receive(archive: Readable, path: string): Promise<Received> {
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  const copy = new PassThrough();
  const verified = verifyArchive(copy);
  const ended = verified.then(nothing, nothing);
  let size = 0;
  let unsynced = 0;
  try {
    for await (const chunk of archive as AsyncIterable<Buffer>) {
      hash.update(chunk);
      await file.writeFile(chunk);
      size += chunk.length;
      unsynced += chunk.length;
      if (unsynced >= SYNC_BYTES) {
        await file.datasync();
        unsynced = 0;
      }
      if (copy.destroyed) await verified;
      else if (!copy.write(chunk)) await Promise.race([once(copy, 'drain').catch(nothing), ended]);
    }
    copy.end();
    const facts = await verified;
    await file.sync();
    return { ...facts, size, sha256: hash.digest('hex') };
  } finally {
    copy.destroy();
    await ended;
    await file.close();
  }
}

function nothing(): void {}
