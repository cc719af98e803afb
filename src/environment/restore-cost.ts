import semver from 'semver';
import { type ClusterAccess, type ClusterSpec, FactsStore, observe, type ReturnFact } from '../cluster/index.js';
import { type EngineClient, EngineError } from '../engine/index.js';
import type { SnapshotManifest } from '../snapshots/index.js';
import { withCluster } from './cluster.js';
import type { Environment } from './environment.js';

/** Leases are counted up to here: nobody reads more of them before deciding. */
const MOST_LEASES = 1_000;

/** What going back to the pre-upgrade snapshot would lose. */
export interface RestoreCost {
  readonly snapshot: SnapshotManifest;
  /** Milliseconds since it was taken. */
  readonly window: number;
  /** Log entries since then; null while no node is active. */
  readonly entries: number | null;
  /** Ids of leases issued since then: nobody would revoke them. Null when they cannot be read. */
  readonly leases: readonly string[] | null;
}

/** What would be lost by restoring the last snapshot of an older version; null when there is none. Changes nothing. */
export async function restoreCost(environment: Environment, spec: ClusterSpec): Promise<RestoreCost | null> {
  return await withCluster(environment, spec.name, async (access) => {
    const facts = await new FactsStore(environment.store).read();
    const { observed, nodes } = await observe(access, spec, facts);
    const clusterId = observed.cluster?.clusterId;
    const snapshot = (await access.snapshots.list())
      .filter(({ kind, engine }) => kind === 'upgrade' && semver.lt(engine.version, spec.engine.version))
      .find(({ cluster_id }) => clusterId === undefined || cluster_id === clusterId);
    if (snapshot === undefined) return null;
    const leader = nodes.find(({ machine }) => machine.id === observed.cluster?.active);
    const taken = Date.parse(snapshot.taken);
    return {
      snapshot,
      window: Date.now() - taken,
      entries: observed.cluster === null ? null : Math.max(0, observed.cluster.appliedIndex - snapshot.index),
      leases: leader === undefined ? null : await leasesSince(access, leader.machine.address, taken),
    };
  });
}

/** Only an administrator may list leases; where there is none by certificate, nobody can say. */
async function leasesSince(
  { logins }: ClusterAccess,
  address: string,
  since: number,
): Promise<readonly string[] | null> {
  try {
    const admin = await logins.as('admin', address);
    const found: string[] = [];
    for (const prefix of await mountsOf(admin)) {
      for await (const id of leasesBelow(admin, prefix)) {
        if (found.length === MOST_LEASES) return found;
        if (await isIssuedSince(admin, id, since)) found.push(id);
      }
    }
    return found;
  } catch (error) {
    if (error instanceof EngineError && [400, 403].includes(error.status)) return null;
    throw error;
  }
}

/** One that has ended between the list and the question is answered with 400, and nothing is lost with it. */
async function isIssuedSince(admin: EngineClient, id: string, since: number): Promise<boolean> {
  try {
    const lease = await admin.write('sys/leases/lookup', { lease_id: id });
    return Date.parse(String(lease.data?.['issue_time'])) >= since;
  } catch (error) {
    if (error instanceof EngineError && error.status === 400) return false;
    throw error;
  }
}

/** Where leases can be. All of them cannot be listed at once: the engine's default policy takes that even from `*`. */
async function mountsOf(admin: EngineClient): Promise<readonly string[]> {
  const [secrets, auths] = await Promise.all([admin.mounts.list(), admin.auth.list()]);
  return [...Object.keys(secrets), ...Object.keys(auths).map((path) => `auth/${path}`)];
}

async function* leasesBelow(admin: EngineClient, prefix: string): AsyncGenerator<string> {
  for (const key of await admin.list(`sys/leases/lookup/${prefix.replace(/\/$/, '')}`)) {
    if (key.endsWith('/')) yield* leasesBelow(admin, `${prefix}${key}`);
    else yield `${prefix}${key}`;
  }
}

/** The way back that an operator accepted and no deploy has carried out yet. */
export async function wantedReturn({ store }: Environment): Promise<ReturnFact | null> {
  return (await new FactsStore(store).read()).returnTo;
}
