import { type ClusterSpec, confirmedKeys, FactsStore, observe } from '../cluster/index.js';
import { SealedStore } from '../custody/index.js';
import { QuorateError } from '../schema/index.js';
import { withCluster } from './cluster.js';
import type { Environment } from './environment.js';

/** The keys of a cluster: who holds them, and which one encrypts now. Nothing secret. */
export interface KeysReport {
  readonly cluster_id: string;
  readonly seal: string;
  /** What the shares are for: unsealing, or recovery beside an auto-seal. */
  readonly kind: 'unseal' | 'recovery';
  /** Which shares are in force, as snapshots name them: those of the founding, or of a rekeying. */
  readonly generation: string;
  readonly shares: number;
  readonly threshold: number;
  readonly holders: readonly { readonly name: string; readonly fingerprint: string }[];
  /** ISO 8601; null while the root token may still be valid. */
  readonly root_revoked: string | null;
  /** Who has to prove a share before the new ones come into force, one name a share; null when there are none. */
  readonly pending: readonly string[] | null;
  /** Whether the engine still waits for that proof: it forgets when leadership moves. Null when nobody can tell. */
  readonly awaits_proof: boolean | null;
  /** Generations that are kept for the snapshots of their time. */
  readonly former: readonly string[];
  /** Null while no node is active, or where the operator may not ask. */
  readonly encryption_key: { readonly term: number; readonly installed: string } | null;
}

/** Null before there are any. Changes nothing. */
export async function readKeys(environment: Environment, spec: ClusterSpec): Promise<KeysReport | null> {
  return await withCluster(environment, spec.name, async (access) => {
    const entry = await access.sealed.read();
    if (entry?.state !== 'confirmed') return null;
    const { cluster_id, seal, kind, generation, shares, threshold, recipients: holders, root_revoked } = entry;
    const pending = entry.pending?.recipients.map(({ name }) => name) ?? null;
    const { observed, nodes } = await observe(access, spec, await new FactsStore(environment.store).read());
    const leader = nodes.find(({ machine }) => machine.id === observed.cluster?.active);
    const engine = leader && (await access.logins.as('operator', leader.machine.address));
    const rekeying = pending === null ? undefined : await engine?.rekey(kind).status();
    const awaits_proof = rekeying === undefined ? null : rekeying.verification_nonce !== '';
    const key = (await engine?.encryptionKey.status()) ?? null;
    const encryption_key = key && { term: key.term, installed: key.install_time };
    const former = entry.former.map((set) => set.generation);
    const shared = { generation, shares, threshold, holders, pending, awaits_proof, former };
    return { cluster_id, seal, kind, ...shared, root_revoked, encryption_key };
  });
}

/** Shares as they are kept: encrypted, one message a recipient. */
export interface KeptShares {
  readonly recipients: readonly { readonly name: string; readonly fingerprint: string }[];
  /** Base64 of binary PGP messages. */
  readonly messages: readonly string[];
}

/**
 * The shares in force, or those that wait for their proof.
 *
 * @throws QuorateError `QRT-NOT-DEPLOYED` or `QRT-NO-REKEY`
 */
export async function readShares({ store }: Environment, spec: ClusterSpec, pendingOnes: boolean): Promise<KeptShares> {
  const entry = await confirmedKeys({ sealed: new SealedStore(store, spec.name) }, spec);
  if (!pendingOnes) return entry;
  if (entry.pending !== null) return entry.pending;
  throw new QuorateError(
    'QRT-NO-REKEY',
    'no new shares wait for their holders',
    `Make some: quorate keys rekey ${spec.environment}.`,
  );
}
