import type { SnapshotManifest } from '../../snapshots/index.js';
import { type Paint, plain } from './paint.js';
import { table } from './table.js';

/** Whether a snapshot is whole; `problem` says why it is not. */
export interface SnapshotVerdict {
  readonly id: string;
  readonly problem: string | null;
}

/** The snapshots that are kept, as a table. */
export function renderSnapshots(all: readonly SnapshotManifest[], paint: Paint = plain): string {
  if (all.length === 0) return 'no snapshot was taken yet';
  const rows = all.map(({ id, kind, index, size, engine, taken_by, reason }) => [
    id,
    kind,
    String(index),
    bytes(size),
    `${engine.name} ${engine.version}`,
    taken_by,
    reason,
  ]);
  return table(['SNAPSHOT', 'KIND', 'INDEX', 'SIZE', 'ENGINE', 'BY', 'REASON'], rows, paint).join('\n');
}

/** All that is known of one. */
export function renderSnapshot(manifest: SnapshotManifest): string {
  const { id, cluster_id, engine, seal, shares, index, term, size, sha256, taken, taken_by, kind, reason } = manifest;
  return [
    `snapshot ${id} (${kind}: ${reason})`,
    `cluster  ${cluster_id}, ${engine.name} ${engine.version}, sealed by ${seal.type} ${seal.key}`,
    `shares   ${shares === null ? 'of a time that it does not tell' : `of the generation ${shares}`}`,
    `log      index ${index}, term ${term}`,
    `archive  ${bytes(size)}, sha256 ${sha256}`,
    `taken    ${taken} by ${taken_by}`,
  ].join('\n');
}

/** One line a snapshot. */
export function renderVerdicts(verdicts: readonly SnapshotVerdict[], paint: Paint = plain): string {
  if (verdicts.length === 0) return 'no snapshot was taken yet';
  return verdicts
    .map(({ id, problem }) =>
      problem === null ? `${id} ${paint('green', 'whole')}` : `${id} ${paint('red', problem)}`,
    )
    .join('\n');
}

function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  return size < 1024 * 1024 ? `${(size / 1024).toFixed(1)} KiB` : `${(size / 1024 / 1024).toFixed(1)} MiB`;
}
