import * as z from 'zod';
import { machineId, QuorateError } from '../schema/index.js';
import type { RoleName } from './roles/role.js';
import type { SignedCertificate } from './x509/end-certificate.js';

const dnsLabel = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'a cluster is named with lower-case letters, digits and dashes');
const dnsName = z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i);
const address = z.union([z.ipv4(), z.ipv6()]);

/** What a node is, from the platform and the state: the only source of what its certificate says. */
export const enrolledIdentity = z.object({
  machine_id: machineId,
  /** The node's own IP address. */
  address,
  cluster_name: dnsLabel,
  /** IP address or DNS name under which clients reach the balancer. */
  balancer_address: z.union([address, dnsName]).nullable(),
  /** Further IP addresses and DNS names of the balancer, from the stack. */
  names: z.array(z.union([address, dnsName])).optional(),
});
export type EnrolledIdentity = z.infer<typeof enrolledIdentity>;

/**
 * Certificates of the authorities, PEM. Lists, because during a roll-over two are trusted: the first one signs, and
 * everything that trusts gets the whole list (`bundle`).
 */
export interface Authorities {
  readonly server: readonly string[];
  readonly client: readonly string[];
  /**
   * Those of a customer's own that the servers' is under: for clients who look for a root, and never for what is ours,
   * which trusts the servers' authority itself and nobody else's nodes.
   */
  readonly anchors: readonly string[];
}

/**
 * Two authorities, one for nodes and one for operators, behind whatever keeps their keys.
 *
 * A signer decides what a certificate says: subject, names, usages and lifetime come from the enrolled identity and
 * from the kind of certificate, never from the requester.
 */
export interface Signer {
  /**
   * Makes the authorities if there are none. Idempotent, also between processes.
   *
   * @throws QuorateError `QRT-AUTHORITY` when a customer's own authority does not certify that of servers.
   */
  prepare(): Promise<void>;

  /** @throws QuorateError `QRT-NO-AUTHORITY` before {@link prepare}. */
  authorities(): Promise<Authorities>;

  /**
   * A node's certificate, for serving and for dialling other nodes.
   *
   * @throws QuorateError `QRT-CSR` when the request does not prove possession of a usable key.
   */
  signServer(csr: string, identity: EnrolledIdentity): Promise<SignedCertificate>;

  /**
   * Certifies the key of an engine's own issuer, by which nodes renew their certificates: it signs end certificates
   * alone. Only an authority that {@link mayHaveIssuers} is asked.
   *
   * @param csr of which the key is taken, and nothing else
   */
  signIssuer(csr: string, cluster: string): Promise<SignedCertificate>;

  /** Whether the authority of servers may have issuers: one that was made before there were any may not. */
  mayHaveIssuers(): Promise<boolean>;

  /** Makes a second pair of authorities, which is trusted and does not sign yet. Does nothing while there is one. */
  addAuthorities(): Promise<void>;

  /** Has the newer pair sign from now on. The older one stays trusted. */
  signWithNewest(): Promise<void>;

  /** Forgets every authority but the newest ones, with their keys. */
  dropOldAuthorities(): Promise<void>;

  /** An operator's certificate for one role. `publicKey` is SubjectPublicKeyInfo in PEM. */
  signClient(role: RoleName, publicKey: string): Promise<SignedCertificate>;
}

/** Certificates one after the other, as files of trusted authorities hold them. */
export function bundle(certificates: readonly string[]): string {
  return certificates.flatMap((one) => (one.trim() === '' ? [] : [`${one.trim()}\n`])).join('');
}

export function noAuthority(location: string): QuorateError {
  return new QuorateError(
    'QRT-NO-AUTHORITY',
    `the working store at ${location} holds no authorities; they are made before the first machine`,
    'If this environment was never deployed, deploy it. If it was, restore the working store from a copy: nodes trust no other authority.',
  );
}
