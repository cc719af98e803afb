import type { Readable } from 'node:stream';
import type { SnapshotManifest } from '../../schema/index.js';
import type { Dated } from '../retention.js';

/** A copy as its place lists it. */
export type StoredCopy = Dated;

/**
 * A second place for snapshots. Every call throws `QRT-SNAPSHOT-STORAGE` while the place cannot be used, and may be
 * repeated.
 */
export interface SnapshotCopies {
  /** Where it is, as people name it. */
  readonly place: string;
  /** Puts a copy there unless it is there. @param archive path */
  put(manifest: SnapshotManifest, archive: string): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly StoredCopy[]>;
  /** Null when it went since it was listed: whoever leads thins out meanwhile. */
  manifest(copy: StoredCopy): Promise<SnapshotManifest | null>;
  archive(copy: StoredCopy): Promise<Readable>;
  remove(copy: StoredCopy): Promise<void>;
  close(): Promise<void>;
}
