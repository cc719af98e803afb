import { type ClusterSpec, FactsStore, observe } from '../cluster/index.js';
import { withCluster } from './cluster.js';
import type { Environment } from './environment.js';

/** The keys of a cluster: who holds them, and which one encrypts now. Nothing secret. */
export interface KeysReport {
  readonly cluster_id: string;
  readonly seal: string;
  /** What the shares are for: unsealing, or recovery beside an auto-seal. */
  readonly kind: 'unseal' | 'recovery';
  readonly shares: number;
  readonly threshold: number;
  readonly holders: readonly { readonly name: string; readonly fingerprint: string }[];
  /** ISO 8601; null while the root token may still be valid. */
  readonly root_revoked: string | null;
  /** Null while no node is active, or where the operator may not ask. */
  readonly encryption_key: { readonly term: number; readonly installed: string } | null;
}

/** Null before there are any. Changes nothing. */
export async function readKeys(environment: Environment, spec: ClusterSpec): Promise<KeysReport | null> {
  return await withCluster(environment, spec.name, async (access) => {
    const entry = await access.sealed.read();
    if (entry?.state !== 'confirmed') return null;
    const { cluster_id, seal, kind, shares, threshold, recipients, root_revoked } = entry;
    const { observed, nodes } = await observe(access, spec, await new FactsStore(environment.store).read());
    const leader = nodes.find(({ machine }) => machine.id === observed.cluster?.active);
    const engine = leader && (await access.logins.as('operator', leader.machine.address));
    const key = (await engine?.encryptionKey.status()) ?? null;
    const encryption_key = key && { term: key.term, installed: key.install_time };
    return { cluster_id, seal, kind, shares, threshold, holders: recipients, root_revoked, encryption_key };
  });
}
