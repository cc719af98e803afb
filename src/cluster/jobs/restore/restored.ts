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
