import { createReadStream } from 'node:fs';
import { type EngineClient, EngineError, EngineUnreachable } from '../../../engine/index.js';
import { waitUntil } from '../../../process/index.js';
import { QuorateError } from '../../../schema/index.js';
import type { SnapshotManifest } from '../../../snapshots/index.js';
import { addressOf, type StepContext } from '../../steps/context.js';
import { otherKeys } from './other-keys.js';

const UPLOAD_MS = 30 * 60_000;
/** The engine waits five seconds before it begins; large stores take their time. */
const RESTORED_MS = 10 * 60_000;
const LOOK_MS = 1_000;

/** Gives the archive to the active node, and returns once the storage is the snapshot's. */
export async function putBack(context: StepContext, leader: string, manifest: SnapshotManifest): Promise<void> {
  const { access, lock, signal } = context;
  const engine = await access.logins.as('restore', await addressOf(context, leader));
  await lock.assertHeld();
  try {
    const archive = createReadStream(access.snapshots.archiveOf(manifest.id));
    await engine.raft.snapshotRestore(archive, { force: false }, { deadlineMs: UPLOAD_MS, signal });
  } catch (error) {
    throw error instanceof EngineError && error.status === 400 ? otherKeys(manifest, error) : error;
  }
  const done = () => isForgotten(engine, signal);
  const found = await waitUntil(done, { deadlineMs: RESTORED_MS, intervalMs: 100, signal });
  access.logins.forget();
  if (found) return;
  throw new QuorateError(
    'QRT-NOT-REACHED',
    `the engine accepted the snapshot and was expected to serve it within ${RESTORED_MS / 60_000} min; it serves what was there before`,
    'Read logs/engine.log of the leader; the restore can be run again.',
  );
}

/** A token made after the snapshot is unknown to it: when it is refused, the storage has been replaced. */
async function isForgotten(engine: EngineClient, signal: AbortSignal): Promise<true | undefined> {
  try {
    await engine.token.lookupSelf({ deadlineMs: LOOK_MS, signal });
    return undefined;
  } catch (error) {
    if (error instanceof EngineError) return error.status === 403 ? true : undefined;
    if (error instanceof EngineUnreachable) return undefined;
    throw error;
  }
}
