import type { ClusterSpec } from '../cluster/index.js';
import { SealedStore } from '../custody/index.js';
import { QuorateError } from '../schema/index.js';
import { newestCopy, ObjectCopies, type SnapshotCopies, type SnapshotManifest } from '../snapshots/index.js';
import type { Environment } from './environment.js';

/** Works on the copies of the cluster's snapshots in object storage. @throws QuorateError `QRT-SNAPSHOT-NO-STORAGE` */
export async function withCopies<T>(
  environment: Environment,
  { name, snapshots }: ClusterSpec,
  use: (copies: SnapshotCopies) => Promise<T>,
): Promise<T> {
  const entry = await new SealedStore(environment.store, name).read();
  const storage = snapshots?.storage ?? null;
  if (storage === null || entry?.state !== 'confirmed') throw noStorage(environment.name);
  const copies = new ObjectCopies(storage, entry.cluster_id);
  try {
    return await use(copies);
  } finally {
    await copies.close();
  }
}

/**
 * Brings a snapshot back from object storage, verified here before it is listed. One that is here stays as it is.
 *
 * @param id of the snapshot, or `latest`
 */
export async function fetchSnapshot(
  { snapshots }: Environment,
  copies: SnapshotCopies,
  id: string,
): Promise<SnapshotManifest> {
  const manifest = id === 'latest' ? await newestCopy(copies) : await copyOf(copies, id);
  if (manifest === null) {
    const [newest] = await copies.list();
    throw new QuorateError(
      'QRT-SNAPSHOT-UNKNOWN',
      `there is no snapshot ${id} in ${copies.place}: ${newest === undefined ? 'it is empty' : `newest is ${newest.id}`}`,
      '`quorate snapshot copies` shows them all.',
    );
  }
  if ((await snapshots.list()).some((own) => own.id === manifest.id)) return manifest;
  await snapshots.adopt(manifest, await copies.archive(manifest));
  await snapshots.markCopied(manifest.id, copies.place);
  return manifest;
}

async function copyOf(copies: SnapshotCopies, id: string): Promise<SnapshotManifest | null> {
  const found = (await copies.list()).find((one) => one.id === id);
  return found === undefined ? null : await copies.manifest(found);
}

function noStorage(environment: string): QuorateError {
  return new QuorateError(
    'QRT-SNAPSHOT-NO-STORAGE',
    `the snapshots of ${environment} have no copies: its stack names no object storage, or its cluster is not there yet`,
    "Name one with Snapshots.every('1h').copyTo({ bucket, region }) and deploy.",
  );
}
