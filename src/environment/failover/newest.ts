import { createReadStream } from 'node:fs';
import { newestCopy, type SnapshotManifest } from '../../snapshots/index.js';
import type { Environment } from '../environment.js';
import { fetchSnapshot, withCopies } from '../snapshot-copies.js';
import type { Origin } from './origin.js';

/** The newest snapshot of a cluster, from its own folder or from the place that it ships them to; null without any. */
export async function newestOf(origin: Origin): Promise<SnapshotManifest | null> {
  const own = await ownNewest(origin);
  const shipped = await withShipped(origin, newestCopy);
  if (own === null || shipped === null) return own ?? shipped;
  return own.id >= shipped.id ? own : shipped;
}

/** Brings it into the folder of the environment that takes over, verified there. */
export async function bringNewest(origin: Origin, to: Environment): Promise<SnapshotManifest> {
  const newest = await newestOf(origin);
  if (newest === null) throw new Error('a failover begins with a snapshot that is there');
  if ((await to.snapshots.list()).some(({ id }) => id === newest.id)) return newest;
  const { snapshots } = origin.environment;
  if ((await snapshots.list()).some(({ id }) => id === newest.id)) {
    await to.snapshots.adopt(newest, createReadStream(snapshots.archiveOf(newest.id)));
    return newest;
  }
  return await withCopies(origin.environment, origin.spec, (copies) => fetchSnapshot(to, copies, newest.id));
}

async function ownNewest({ environment, keys }: Origin): Promise<SnapshotManifest | null> {
  const all = await environment.snapshots.list();
  return all.find(({ cluster_id }) => cluster_id === keys.cluster_id) ?? null;
}

async function withShipped<T>(
  { environment, spec }: Origin,
  use: Parameters<typeof withCopies<T | null>>[2],
): Promise<T | null> {
  if ((spec.snapshots?.storage ?? null) === null) return null;
  return await withCopies(environment, spec, use);
}
