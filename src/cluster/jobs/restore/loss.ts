import type { SnapshotManifest } from '../../../snapshots/index.js';
import type { Situation } from '../../plan/index.js';

/** What is not in a snapshot of what the cluster holds now. */
export interface Loss {
  /** Log entries; null when nobody is left who knows. */
  readonly entries: number | null;
  readonly seconds: number;
  /** The same for a reader. */
  readonly text: string;
}

/** Everything since the snapshot is lost with its restore: secrets, policies, tokens, leases. */
export function lossOf({ index, taken }: SnapshotManifest, { observed, now }: Situation): Loss {
  const seconds = Math.max(0, Math.round((now - Date.parse(taken)) / 1000));
  if (observed.cluster === null) {
    return {
      entries: null,
      seconds,
      text: `whatever was written in the last ${duration(seconds)} is not in the snapshot`,
    };
  }
  const entries = Math.max(0, observed.cluster.appliedIndex - index);
  return { entries, seconds, text: `${entries} log entries of the last ${duration(seconds)} are not in the snapshot` };
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
