import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type EngineClient, EngineError } from '../../../engine/index.js';
import { QuorateError } from '../../../schema/index.js';
import type { SnapshotManifest } from '../../../snapshots/index.js';
import type { StepContext } from '../../steps/context.js';

const UPLOAD_MS = 30 * 60_000;
/** Longer than any engine was seen to be silent while it takes a snapshot. */
export const HUNG_MS = 120_000;

/**
 * Gives the archive to an engine, which answers once it has all of it and before it replaces its storage.
 *
 * @param force where the shares that are in force cannot open it, and those that can are known
 * @param hungMs after so long without taking more of it or answering the engine is given up
 * @throws QuorateError `QRT-SNAPSHOT-OTHER-SEAL`: the engine opens the sealed sums before it touches its storage.
 * `QRT-NOT-REACHED` when it hangs.
 */
export async function upload(
  { access, lock, signal }: StepContext,
  engine: EngineClient,
  { id }: SnapshotManifest,
  force: boolean,
  hungMs = HUNG_MS,
): Promise<void> {
  await lock.assertHeld();
  const hung = new AbortController();
  const silence = setTimeout(() => hung.abort(hangs(id, hungMs)), hungMs);
  try {
    const archive = watched(createReadStream(access.snapshots.archiveOf(id)), () => silence.refresh());
    const ending = AbortSignal.any([signal, hung.signal]);
    await engine.raft.snapshotRestore(archive, { force }, { deadlineMs: UPLOAD_MS, signal: ending });
  } catch (cause) {
    if (!(cause instanceof EngineError) || cause.status !== 400) throw cause;
    throw new QuorateError(
      'QRT-SNAPSHOT-OTHER-SEAL',
      `the engine cannot open snapshot ${id}: ${cause.message}`,
      'It was sealed by another key: choose a snapshot from after the change of keys. Nothing was changed.',
      { cause },
    );
  } finally {
    clearTimeout(silence);
  }
}

/** The same stream; every piece that is taken of it is told. */
function watched(archive: Readable, taken: () => void): Readable {
  const pieces = async function* () {
    for await (const piece of archive) {
      taken();
      yield piece as Buffer;
    }
  };
  return Readable.from(pieces(), { objectMode: false });
}

function hangs(id: string, ms: number): QuorateError {
  return new QuorateError(
    'QRT-NOT-REACHED',
    `the engine neither took more of snapshot ${id} nor answered for ${ms / 1000} s`,
    'Its storage is replaced only once it has all of it. Deploy, which starts a leader that hangs again; then run the restore again.',
  );
}
