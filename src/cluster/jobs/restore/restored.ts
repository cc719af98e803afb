import type { SnapshotManifest } from '../../../snapshots/index.js';
import type { JobContext } from '../job.js';
import { assertLed } from '../support/preconditions.js';
import { situationNow } from '../support/situation.js';
import type { Loss } from './loss.js';

/** What a restore did. */
export interface Restored {
  readonly snapshot: string;
  /** Taken just before; null where there was nothing left to take it from. */
  readonly safety_snapshot: string | null;
  readonly cluster_id: string;
  readonly lost: Loss;
  readonly leader: string;
  readonly voters: readonly string[];
  /** From the request to restore until every voter was proven to serve, milliseconds. */
  readonly recovery_ms: number;
}

/** Reports a restore that has ended, with who leads and votes now. */
export async function restoredReport(
  context: JobContext,
  { id, cluster_id }: SnapshotManifest,
  done: Pick<Restored, 'safety_snapshot' | 'lost' | 'recovery_ms'>,
): Promise<Restored> {
  const after = await situationNow(context);
  return {
    snapshot: id,
    safety_snapshot: done.safety_snapshot,
    cluster_id,
    lost: done.lost,
    leader: assertLed(after),
    voters: after.voters,
    recovery_ms: Math.round(done.recovery_ms),
  };
}
