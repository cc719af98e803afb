import { type EngineClient, EngineError, EngineUnreachable } from '../../../engine/index.js';
import { waitUntil } from '../../../process/index.js';
import { QuorateError } from '../../../schema/index.js';
import type { SnapshotManifest } from '../../../snapshots/index.js';
import { addressOf, type StepContext } from '../../steps/context.js';
import { HUNG_MS, upload } from './upload.js';

/** The engine waits five seconds before it begins; large stores take their time. */
const RESTORED_MS = 10 * 60_000;
const LOOK_MS = 1_000;

/**
 * Gives the archive to the active node, and returns once the storage is the snapshot's.
 *
 * @param force where the shares that are in force cannot open it, and those that can are known
 * @param hungMs after so long a silence the engine is started again
 */
export async function putBack(
  context: StepContext,
  leader: string,
  manifest: SnapshotManifest,
  { force, hungMs = HUNG_MS }: { readonly force: boolean; readonly hungMs?: number },
): Promise<void> {
  const { access, signal } = context;
  const engine = await access.logins.as('restore', await addressOf(context, leader));
  await upload(context, engine, manifest, force, hungMs);
  let heard = performance.now();
  const done = async () => {
    const answer = await isForgotten(engine, signal);
    if (answer !== 'silent') heard = performance.now();
    else if (performance.now() - heard > hungMs) throw await wokenUp(context, leader, hungMs);
    return answer === 'forgotten' ? true : undefined;
  };
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
async function isForgotten(engine: EngineClient, signal: AbortSignal): Promise<'forgotten' | 'known' | 'silent'> {
  try {
    await engine.token.lookupSelf({ deadlineMs: LOOK_MS, signal });
    return 'known';
  } catch (error) {
    if (error instanceof EngineError) return error.status === 403 ? 'forgotten' : 'known';
    if (error instanceof EngineUnreachable) return 'silent';
    throw error;
  }
}

/** An engine can lock itself up when it stops leading to take a snapshot; only a new start ends that. */
async function wokenUp({ access }: StepContext, leader: string, silentMs: number): Promise<QuorateError> {
  await (await access.platform.agent(leader)).restart();
  return new QuorateError(
    'QRT-NOT-REACHED',
    `${leader} accepted the snapshot and then did not answer for ${silentMs / 1000} s: its engine was started again`,
    'Run the restore again; the safety snapshot of this one is kept.',
  );
}
