import type { KeptSnapshot } from '../../cluster/index.js';
import type { SnapshotManifest } from '../../snapshots/index.js';
import { type Paint, plain } from './paint.js';
import { table } from './table.js';

/** Whether a snapshot is whole; `problem` says why it is not. */
export interface SnapshotVerdict {
  readonly id: string;
  readonly problem: string | null;
}

const NONE = 'no snapshot was taken yet';

/** The snapshots that are kept, and where, as a table. */
export function renderKept(all: readonly KeptSnapshot[], paint: Paint = plain): string {
  if (all.length === 0) return NONE;
  const rows = all.map(({ manifest, machine }) => rowOf(manifest, machine ?? 'here'));
  return table(['SNAPSHOT', 'KIND', 'INDEX', 'SIZE', 'ENGINE', 'ON', 'BY', 'REASON'], rows, paint).join('\n');
}

/** Copies, as a table. */
export function renderSnapshots(all: readonly SnapshotManifest[], paint: Paint = plain): string {
  if (all.length === 0) return NONE;
  const rows = all.map((manifest) => rowOf(manifest));
  return table(['SNAPSHOT', 'KIND', 'INDEX', 'SIZE', 'ENGINE', 'BY', 'REASON'], rows, paint).join('\n');
}

function rowOf(manifest: SnapshotManifest, ...place: readonly string[]): string[] {
  const { id, kind, index, size, engine, taken_by, reason } = manifest;
  return [id, kind, String(index), bytes(size), `${engine.name} ${engine.version}`, ...place, taken_by, reason];
}

/**
 * All that is known of one.
 *
 * @param machine that has it on its own disk
 */
export function renderSnapshot(manifest: SnapshotManifest, machine: string | null = null): string {
  const { id, cluster_id, engine, seal, shares, index, term, size, sha256, taken, taken_by, kind, reason } = manifest;
  return [
    `snapshot ${id} (${kind}: ${reason})`,
    `cluster  ${cluster_id}, ${engine.name} ${engine.version}, sealed by ${seal.type} ${seal.key}`,
    `shares   ${shares === null ? 'of a time that it does not tell' : `of the generation ${shares}`}`,
    `log      index ${index}, term ${term}`,
    `archive  ${bytes(size)}, sha256 ${sha256}`,
    `taken    ${taken} by ${taken_by}`,
    ...(machine === null ? [] : [`kept on  ${machine}, on the disk that goes with it`]),
  ].join('\n');
}

/** One line a snapshot. */
export function renderVerdicts(verdicts: readonly SnapshotVerdict[], paint: Paint = plain): string {
  if (verdicts.length === 0) return NONE;
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
