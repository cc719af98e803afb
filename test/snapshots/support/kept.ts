import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { SnapshotFolder, type SnapshotManifest, type SnapshotOrigin } from '../../../src/snapshots/index.js';
import { archiveOf } from './archive.js';

export const ORIGIN: SnapshotOrigin = {
  cluster_id: 'the-cluster',
  engine: { name: 'vault', version: '1.21.1' },
  seal: { type: 'transit', key: 'transit/quorate-lab' },
  taken_by: 'somebody@here',
  kind: 'manual',
  reason: 'a test',
};

/** A folder that goes with the test. */
export function folder(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'snapshots-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

/** A folder of snapshots with one in it. */
export async function kept(): Promise<{ snapshots: SnapshotFolder; manifest: SnapshotManifest; file: string }> {
  const snapshots = new SnapshotFolder(folder());
  const manifest = await snapshots.keep(Readable.from([await archiveOf()]), ORIGIN);
  return { snapshots, manifest, file: snapshots.archiveOf(manifest.id) };
}
