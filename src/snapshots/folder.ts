import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { writeFileAtomically } from '../process/index.js';
import { QuorateError, type SnapshotManifest, type SnapshotOrigin, snapshotManifest } from '../schema/index.js';
import { receive } from './receive.js';
import { missing, sha256Of, verifyKept } from './verify/kept.js';

/** A restore of a large store, and a person who wonders in between. */
const HELD_MS = 24 * 3_600_000;

/** Snapshots of one environment on disk: an archive and its manifest each. A broken one is never listed. */
export class SnapshotFolder {
  constructor(private readonly folder: string) {}

  /**
   * Streams the archive to disk, verifies it on the way and what was written, and only then gives it its name.
   *
   * @throws QuorateError `QRT-SNAPSHOT-BROKEN` or `QRT-SNAPSHOT-BACKWARDS`; nothing is kept then.
   */
  async keep(archive: Readable, origin: SnapshotOrigin): Promise<SnapshotManifest> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    // As of now: one that somebody else takes meanwhile may well end later than this one.
    const begun = await readFile(this.beginning(), 'utf8').catch(() => '');
    const newest = (await this.list()).find(
      ({ cluster_id, taken }) => cluster_id === origin.cluster_id && taken > begun,
    );
    const draft = this.draft();
    try {
      const { index, term, shares, size, sha256 } = await receive(archive, draft);
      await assertWritten(draft, sha256);
      assertForward(newest, index);
      const { id, taken } = await this.claim(draft, index);
      const manifest: SnapshotManifest = {
        schema: 1,
        id,
        ...origin,
        shares,
        index,
        term,
        size,
        sha256,
        taken,
      };
      // The manifest comes last: a snapshot without one is not a snapshot.
      await writeFileAtomically(this.manifestOf(id), encode(manifest));
      return manifest;
    } finally {
      await rm(draft, { force: true });
    }
  }

  /**
   * Notes that a cluster begins again at the index of a snapshot that it was brought back from: later ones may end before
   * those that were taken of the lost one.
   */
  async beginAnew(): Promise<void> {
    await writeFileAtomically(this.beginning(), new Date().toISOString());
  }

  /** Newest first. What cannot be read is left out: an emergency must not stop at one bad file. */
  async list(): Promise<readonly SnapshotManifest[]> {
    const names = await readdir(this.folder).catch(() => []);
    const found = await Promise.all(
      names.filter((name) => name.endsWith('.json')).map((name) => this.read(name.slice(0, -'.json'.length))),
    );
    return found.filter((manifest) => manifest !== undefined).sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** The manifest of one, or of the newest for `latest`. @throws QuorateError `QRT-SNAPSHOT-UNKNOWN` */
  async find(id: string): Promise<SnapshotManifest> {
    const all = await this.list();
    const found = id === 'latest' ? all[0] : all.find((manifest) => manifest.id === id);
    if (found) return found;
    throw new QuorateError(
      'QRT-SNAPSHOT-UNKNOWN',
      `there is no snapshot ${id} here: ${all.length === 0 ? 'none was taken' : `newest is ${all[0]?.id}`}`,
      '`quorate snapshot list` shows them all.',
    );
  }

  /** Reads the whole archive and compares every sum. @throws QuorateError see {@link verifyKept} */
  async verify(manifest: SnapshotManifest): Promise<void> {
    await verifyKept(this.archiveOf(manifest.id), manifest);
  }

  /** Takes over a snapshot that was kept elsewhere, verified here before it is listed. */
  async adopt(manifest: SnapshotManifest, archive: Readable): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const draft = this.draft();
    try {
      await pipeline(archive, createWriteStream(draft, { mode: 0o600, flush: true }));
      await verifyKept(draft, manifest);
      await rename(draft, this.archiveOf(manifest.id));
      await writeFileAtomically(this.manifestOf(manifest.id), encode(manifest));
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** Whether a copy is known to be in this place. */
  async isCopied(id: string, place: string): Promise<boolean> {
    return (await readFile(this.markOf(id), 'utf8').catch(() => '')) === place;
  }

  /** Whether a copy is known to be anywhere. */
  async hasCopy(id: string): Promise<boolean> {
    return (await stat(this.markOf(id)).catch(() => null)) !== null;
  }

  /** Notes that a copy is in this place. */
  async markCopied(id: string, place: string): Promise<void> {
    await writeFileAtomically(this.markOf(id), place);
  }

  /**
   * Keeps a snapshot that is about to be read from being thinned out, for longer than anybody reads.
   *
   * @throws QuorateError `QRT-SNAPSHOT-MISSING` when it went before that
   */
  async hold({ id }: Pick<SnapshotManifest, 'id'>): Promise<void> {
    await writeFileAtomically(this.holdOf(id), new Date().toISOString());
    if ((await stat(this.archiveOf(id)).catch(() => null)) !== null) return;
    await rm(this.holdOf(id), { force: true });
    throw missing(id);
  }

  /** Whether somebody reads it, or did a short while ago. */
  async isHeld(id: string, now: number): Promise<boolean> {
    const since = Date.parse(await readFile(this.holdOf(id), 'utf8').catch(() => ''));
    return now - since < HELD_MS;
  }

  /** The manifest goes first: what is left of a removal that was cut off is no snapshot any more. */
  async remove(id: string): Promise<void> {
    await rm(this.manifestOf(id), { force: true });
    await rm(this.archiveOf(id), { force: true });
    await rm(this.markOf(id), { force: true });
    await rm(this.holdOf(id), { force: true });
  }

  /** Path of a snapshot's archive. */
  archiveOf(id: string): string {
    return join(this.folder, `${id}.snap`);
  }

  private beginning(): string {
    return join(this.folder, 'begun-anew');
  }

  private manifestOf(id: string): string {
    return join(this.folder, `${id}.json`);
  }

  private holdOf(id: string): string {
    return join(this.folder, `${id}.held`);
  }

  private markOf(id: string): string {
    return join(this.folder, `${id}.copied`);
  }

  /** Gives an archive a name of its own: the schedule and a person can take the same index in the same second. */
  private async claim(draft: string, index: number): Promise<{ id: string; taken: string }> {
    for (;;) {
      const taken = new Date().toISOString();
      const id = `${taken.replace(/[-:]|\.\d+/g, '')}-${index}`;
      try {
        await link(draft, this.archiveOf(id));
        return { id, taken };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        await delay(100);
      }
    }
  }

  private draft(): string {
    return join(this.folder, `.draft-${randomUUID()}`);
  }

  private async read(id: string): Promise<SnapshotManifest | undefined> {
    try {
      const manifest = snapshotManifest.parse(JSON.parse(await readFile(this.manifestOf(id), 'utf8')));
      return manifest.id === id ? manifest : undefined;
    } catch {
      return undefined;
    }
  }
}

async function assertWritten(draft: string, sha256: string): Promise<void> {
  const found = await sha256Of(draft);
  if (found === sha256) return;
  throw new QuorateError(
    'QRT-SNAPSHOT-BROKEN',
    `the disk gives back another snapshot than was written: expected sha256 ${sha256}, found ${found}`,
    'It was not kept. Look after the disk of this machine.',
  );
}

/** The index of a cluster only grows: one that is smaller is of a node that was left behind. */
function assertForward(newest: SnapshotManifest | undefined, index: number): void {
  if (!newest || newest.index <= index) return;
  throw new QuorateError(
    'QRT-SNAPSHOT-BACKWARDS',
    `the snapshot ends at index ${index}, an older one (${newest.id}) at ${newest.index}: the node that gave it lags behind`,
    'It was not kept. Look at `quorate status`, then take another one.',
  );
}

function encode(manifest: SnapshotManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
