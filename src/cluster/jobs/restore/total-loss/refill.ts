import { type EngineClient, EngineError, EngineUnreachable } from '../../../../engine/index.js';
import { waitUntil } from '../../../../process/index.js';
import { QuorateError } from '../../../../schema/index.js';
import type { SnapshotManifest } from '../../../../snapshots/index.js';
import type { StepContext } from '../../../steps/context.js';
import { upload } from '../upload.js';
import type { Throwaway } from './throwaway.js';

const RESTORED_MS = 10 * 60_000;

/**
 * Replaces a throwaway cluster by the snapshot, and returns once its storage is the snapshot's.
 *
 * An auto-seal is asked whether its key opens the snapshot before anything is replaced. Shamir shares of the throwaway
 * cannot open it, so that the engine is told to take it all the same; whose shares it needs, the manifest says.
 */
export async function refill(context: StepContext, { engine }: Throwaway, manifest: SnapshotManifest): Promise<void> {
  const { signal } = context;
  await upload(context, engine, manifest, manifest.seal.type === 'shamir');
  const replaced = () => isReplaced(engine, manifest.cluster_id, signal);
  if (await waitUntil(replaced, { deadlineMs: RESTORED_MS, intervalMs: 200, signal })) return;
  throw new QuorateError(
    'QRT-NOT-REACHED',
    `the engine accepted snapshot ${manifest.id} and was expected to be cluster ${manifest.cluster_id} within ${RESTORED_MS / 60_000} min; it is not`,
    'Read logs/engine.log of the node; the restore can be run again.',
  );
}

/** It seals itself when the key of the snapshot is not the one it was unsealed with. */
async function isReplaced(engine: EngineClient, cluster: string, signal: AbortSignal): Promise<true | undefined> {
  try {
    const { sealed, cluster_id } = await engine.sealStatus({ deadlineMs: 1_000, signal });
    return sealed || cluster_id === cluster ? true : undefined;
  } catch (error) {
    if (error instanceof EngineError || error instanceof EngineUnreachable) return undefined;
    throw error;
  }
}
