import { X509Certificate } from 'node:crypto';
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

/**
 * Makes a self-signed authority. It signs end certificates only (path length 0), and the client authority can never
 * vouch for a server. There are no name constraints: they would nail addresses and the balancer's name to a
 * certificate that outlives them by years, while the signer fixes all names of a certificate anyway.
 */
export async function createAuthority(
  kind: AuthorityKind,
  environment: string,
  now = Date.now(),
): Promise<StoredAuthority> {
  const x509 = await loadX509();
  const keys = await newKeyPair();
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [`Quorate ${environment} ${kind} authority`] }],
    serialNumber: newSerial(),
    ...validity(LIFETIME.authority, now),
    keys,
    signingAlgorithm: ECDSA,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      // Nodes are clients too: they join each other and log in.
      new x509.ExtendedKeyUsageExtension(kind === 'server' ? [serverAuth, clientAuth] : [clientAuth]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: exportPrivateKey(keys) };
}

/** Names an authority in records: SHA-256 of its certificate. */
export function fingerprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}

/** The key that signs for an authority. */
export function signingKeyOf(authority: StoredAuthority): Promise<KeyPair> {
  return importKeyPair(authority.key);
}
