import { createPublicKey } from 'node:crypto';
import { nodeNames } from './node-names.js';
import { commonNameOf, NODE_UNIT, type RoleName } from './roles/role.js';
import { type EnrolledIdentity, enrolledIdentity } from './signer.js';
import type { SigningAuthority } from './x509/authority.js';
import { type SignedCertificate, signCertificate } from './x509/end-certificate.js';
import { importPublicKey } from './x509/keys.js';
import { requestedKey } from './x509/request.js';
import { LIFETIME } from './x509/validity.js';

/** A node's certificate: everything in it follows from what the node is, but the key, which the request proves. */
export async function issueForNode(
  authority: () => Promise<SigningAuthority>,
  csr: string,
  identity: EnrolledIdentity,
  now: number,
): Promise<SignedCertificate> {
  const enrolled = enrolledIdentity.parse(identity);
  const { machine_id, cluster_name } = enrolled;
  const publicKey = await requestedKey(csr, machine_id);
  const profile = {
    subject: [{ CN: [machine_id] }, { OU: [NODE_UNIT] }, { O: [cluster_name] }],
    names: nodeNames(enrolled),
    usages: ['serverAuth', 'clientAuth'] as const,
    lifetime: LIFETIME.server,
  };
  return await signCertificate(await authority(), publicKey, profile, now);
}

/** An operator's certificate for one role. */
export async function issueForRole(
  authority: () => Promise<SigningAuthority>,
  role: RoleName,
  publicKey: string,
  now: number,
): Promise<SignedCertificate> {
  const spki = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
  const subject = [{ CN: [commonNameOf(role)] }];
  const profile = { subject, names: [], usages: ['clientAuth'] as const, lifetime: LIFETIME.client };
  return await signCertificate(await authority(), await importPublicKey(spki), profile, now);
}

/** The certificate of an engine's own issuer, by which nodes renew theirs. */
export async function issueForEngine(
  authority: () => Promise<SigningAuthority>,
  csr: string,
  { cluster, environment }: { readonly cluster: string; readonly environment: string },
  now: number,
): Promise<SignedCertificate> {
  const publicKey = await requestedKey(csr, `the issuer of ${cluster}`);
  const subject = [{ CN: [`Quorate ${environment} renewals`] }, { O: [cluster] }];
  const usages = ['serverAuth', 'clientAuth'] as const;
  const profile = { subject, names: [], usages, lifetime: LIFETIME.issuer, issuer: true };
  return await signCertificate(await authority(), publicKey, profile, now);
}
