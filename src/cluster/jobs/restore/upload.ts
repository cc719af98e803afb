import { createReadStream } from 'node:fs';
import { type EngineClient, EngineError } from '../../../engine/index.js';
import { QuorateError } from '../../../schema/index.js';
import type { SnapshotManifest } from '../../../snapshots/index.js';
import type { StepContext } from '../../steps/context.js';

const UPLOAD_MS = 30 * 60_000;

/**
 * Gives the archive to an engine, which answers once it has all of it and before it replaces its storage.
 *
 * @param force where the shares that are in force cannot open it, and those that can are known
 * @throws QuorateError `QRT-SNAPSHOT-OTHER-SEAL`: the engine opens the sealed sums before it touches its storage
 */
export async function upload(
  { access, lock, signal }: StepContext,
  engine: EngineClient,
  { id }: SnapshotManifest,
  force: boolean,
): Promise<void> {
  await lock.assertHeld();
  try {
    const archive = createReadStream(access.snapshots.archiveOf(id));
    await engine.raft.snapshotRestore(archive, { force }, { deadlineMs: UPLOAD_MS, signal });
  } catch (cause) {
    if (!(cause instanceof EngineError) || cause.status !== 400) throw cause;
    throw new QuorateError(
      'QRT-SNAPSHOT-OTHER-SEAL',
      `the engine cannot open snapshot ${id}: ${cause.message}`,
      'It was sealed by another key: choose a snapshot from after the change of keys. Nothing was changed.',
      { cause },
    );
  }
}
