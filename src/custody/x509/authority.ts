import { type webcrypto, X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { ECDSA, exportPrivateKey, importKeyPair, type KeyPair, newKeyPair } from './keys.js';
import { loadX509 } from './load.js';
import { newSerial } from './serial.js';
import { LIFETIME, validity } from './validity.js';

/** What an authority signs: certificates of nodes, or certificates of operators. */
export type AuthorityKind = 'server' | 'client';

/** An authority with its key, as the file signer keeps it. PEM. */
export const storedAuthority = z.object({ certificate: z.string(), key: z.string() });
export type StoredAuthority = z.infer<typeof storedAuthority>;

/** An authority that can sign now; `crypto` where its key is not in memory. */
export interface SigningAuthority {
  /** PEM. */
  readonly certificate: string;
  readonly keys: KeyPair;
  readonly crypto?: webcrypto.Crypto;
}

/** Makes an authority whose key is kept with its certificate. */
export async function createAuthority(
  kind: AuthorityKind,
  environment: string,
  now = Date.now(),
): Promise<StoredAuthority> {
  const keys = await newKeyPair();
  return { certificate: await certify(kind, environment, { keys }, now), key: exportPrivateKey(keys) };
}

/**
 * The self-signed certificate of an authority, in PEM. That of servers signs one level of issuers beside end
 * certificates, by which nodes renew theirs; that of clients signs end certificates only, and can never vouch for a server. There are no name constraints: they would nail addresses and the balancer's
 * name to a certificate that outlives them by years, while the signer fixes all names of a certificate anyway.
 */
export async function certify(
  kind: AuthorityKind,
  environment: string,
  { keys, crypto }: Omit<SigningAuthority, 'certificate'>,
  now: number,
): Promise<string> {
  const x509 = await loadX509();
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [`Quorate ${environment} ${kind} authority`] }],
      serialNumber: newSerial(),
      ...validity(LIFETIME.authority, now),
      keys,
      signingAlgorithm: ECDSA,
      extensions: [
        new x509.BasicConstraintsExtension(true, kind === 'server' ? 1 : 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        // Nodes are clients too: they join each other and log in.
        new x509.ExtendedKeyUsageExtension(kind === 'server' ? [serverAuth, clientAuth] : [clientAuth]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    crypto,
  );
  return `${certificate.toString('pem')}\n`;
}

/** Whether what this authority (PEM) signs may sign in turn. */
export async function mayHaveIssuers(certificate: string): Promise<boolean> {
  const x509 = await loadX509();
  const constraints = new x509.X509Certificate(certificate).getExtension(x509.BasicConstraintsExtension);
  return (constraints?.pathLength ?? 1) > 0;
}

/** Names an authority in records: SHA-256 of its certificate. */
export function fingerprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}

/** An authority of the working store, ready to sign. */
export async function opened({ certificate, key }: StoredAuthority): Promise<SigningAuthority> {
  return { certificate, keys: await importKeyPair(key) };
}
