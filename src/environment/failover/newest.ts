import { copyKept, type KeptSnapshot, keptSnapshots } from '../../cluster/index.js';
import { newestCopy, type SnapshotManifest } from '../../snapshots/index.js';
import { withCluster } from '../cluster.js';
import type { Environment } from '../environment.js';
import { fetchSnapshot, withCopies } from '../snapshot-copies.js';
import type { Origin } from './origin.js';

/**
 * The newest snapshot of a cluster, from its own folder, from a machine of its own or from the place that it ships them
 * to; null without any.
 */
export async function newestOf(origin: Origin): Promise<SnapshotManifest | null> {
  const own = (await ownKept(origin))[0]?.manifest ?? null;
  const shipped = await withShipped(origin, newestCopy);
  if (own === null || shipped === null) return own ?? shipped;
  return own.id >= shipped.id ? own : shipped;
}

/** Brings it into the folder of the environment that takes over, verified there. */
export async function bringNewest(origin: Origin, to: Environment): Promise<SnapshotManifest> {
  const newest = await newestOf(origin);
  if (newest === null) throw new Error('a failover begins with a snapshot that is there');
  if ((await to.snapshots.list()).some(({ id }) => id === newest.id)) return newest;
  const kept = (await ownKept(origin)).find(({ manifest }) => manifest.id === newest.id);
  if (kept) {
    await withCluster(origin.environment, origin.spec.name, (access) => copyKept(access, kept, to.snapshots));
    return newest;
  }
  return await withCopies(origin.environment, origin.spec, (copies) => fetchSnapshot(to, copies, newest.id));
}

async function ownKept({ environment, spec, keys }: Origin): Promise<readonly KeptSnapshot[]> {
  const { kept } = await withCluster(environment, spec.name, keptSnapshots);
  return kept.filter(({ manifest }) => manifest.cluster_id === keys.cluster_id);
}

async function withShipped<T>(
  { environment, spec }: Origin,
  use: Parameters<typeof withCopies<T | null>>[2],
): Promise<T | null> {
  if ((spec.snapshots?.storage ?? null) === null) return null;
  return await withCopies(environment, spec, use);
}
