import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { writeFileAtomically } from '../process/index.js';
import { verifyArchive } from './archive.js';

/** What is known of a kept snapshot; public, the archive itself is encrypted by the engine's own barrier. */
export const snapshotManifest = z.object({
  schema: z.literal(1),
  /** `<time>-<index>`; sorts by time. */
  id: z.string(),
  cluster_id: z.string(),
  engine: z.object({ name: z.string(), version: z.string() }),
  seal: z.string(),
  index: z.number().int(),
  term: z.number().int(),
  size: z.number().int(),
  sha256: z.string(),
  /** ISO 8601. */
  taken: z.string(),
  /** `user@host` of the operation, or a node's id. */
  taken_by: z.string(),
  reason: z.string(),
});
export type SnapshotManifest = z.infer<typeof snapshotManifest>;

/** What the taker knows of a snapshot; the rest is read from the archive. */
export type SnapshotOrigin = Pick<SnapshotManifest, 'cluster_id' | 'engine' | 'seal' | 'taken_by' | 'reason'>;

/** Snapshots of one environment on disk: an archive and its manifest each. A broken one is never listed. */
export class SnapshotFolder {
  constructor(private readonly folder: string) {}

  /**
   * Streams the archive to disk, verifies what was written, and only then gives it its name.
   *
   * @throws QuorateError `QRT-SNAPSHOT-BROKEN`; nothing is kept then.
   */
  async keep(archive: Readable, origin: SnapshotOrigin): Promise<SnapshotManifest> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const draft = join(this.folder, `.draft-${process.pid}-${Date.now()}`);
    try {
      await pipeline(archive, createWriteStream(draft, { mode: 0o600, flush: true }));
      const { index, term } = await verifyArchive(createReadStream(draft));
      const taken = new Date().toISOString();
      const id = `${taken.replace(/[-:]|\.\d+/g, '')}-${index}`;
      const size = (await stat(draft)).size;
      const manifest: SnapshotManifest = {
        schema: 1,
        id,
        ...origin,
        index,
        term,
        size,
        sha256: await sha256(draft),
        taken,
      };
      await rename(draft, this.archiveOf(id));
      // The manifest comes last: a snapshot without one is not a snapshot.
      await writeFileAtomically(this.manifestOf(id), `${JSON.stringify(manifest, null, 2)}\n`);
      return manifest;
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** Newest first. */
  async list(): Promise<readonly SnapshotManifest[]> {
    const names = await readdir(this.folder).catch(() => []);
    const manifests = names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .reverse();
    return await Promise.all(
      manifests.map(async (name) =>
        snapshotManifest.parse(JSON.parse(await readFile(join(this.folder, name), 'utf8'))),
      ),
    );
  }

  /** Path of a snapshot's archive. */
  archiveOf(id: string): string {
    return join(this.folder, `${id}.snap`);
  }

  private manifestOf(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
