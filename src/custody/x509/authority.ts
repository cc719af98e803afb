import { type webcrypto, X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { ECDSA, exportPrivateKey, importKeyPair, type KeyPair, newKeyPair } from './keys.js';
import { loadX509 } from './load.js';
import { newSerial } from './serial.js';
import { LIFETIME, validity } from './validity.js';
import { roomBelow, type Vouch, type VouchedAuthority, vouched } from './vouched.js';

/** What an authority signs: certificates of nodes, or certificates of operators. */
export type AuthorityKind = 'server' | 'client';

/** What an authority says of itself. PEM. */
export const authorityCertificate = z.object({
  certificate: z.string(),
  /** Those between it and its root; empty where it is one itself. */
  chain: z.string().default(''),
  /** The root of a customer's own that it is under; null where it is one itself. */
  anchor: z.string().nullable().default(null),
});
export type AuthorityCertificate = z.infer<typeof authorityCertificate>;

/** An authority with its key, as the file signer keeps it. PEM. */
export const storedAuthority = authorityCertificate.extend({ key: z.string() });
export type StoredAuthority = z.infer<typeof storedAuthority>;

/** An authority that can sign now; `crypto` where its key is not in memory. */
export interface SigningAuthority {
  /** PEM. */
  readonly certificate: string;
  /**
   * PEM of what goes with every certificate that it signs, so that whoever knows its root alone can follow.
   * @default '': it is a root itself
   */
  readonly followers?: string;
  readonly keys: KeyPair;
  readonly crypto?: webcrypto.Crypto;
}

/** Makes an authority whose key is kept with its certificate. */
export async function createAuthority(
  kind: AuthorityKind,
  environment: string,
  now = Date.now(),
  vouch?: Vouch,
): Promise<StoredAuthority> {
  const keys = await newKeyPair();
  return { ...(await certified(kind, environment, { keys }, now, vouch)), key: exportPrivateKey(keys) };
}

/** The certificate of an authority: its own word, or that of a customer's authority where one vouches. */
export async function certified(
  kind: AuthorityKind,
  environment: string,
  signer: Pick<SigningAuthority, 'keys' | 'crypto'>,
  now: number,
  vouch?: Vouch,
): Promise<AuthorityCertificate | VouchedAuthority> {
  if (vouch) return await vouched(kind, environment, signer, vouch, now);
  return { certificate: await certify(kind, environment, signer, now), chain: '', anchor: null };
}

/**
 * The self-signed certificate of an authority, in PEM. That of servers signs one level of issuers beside end
 * certificates, by which nodes renew theirs; that of clients signs end certificates only, and can never vouch for a server. There are no name constraints: they would nail addresses and the balancer's
 * name to a certificate that outlives them by years, while the signer fixes all names of a certificate anyway.
 */
async function certify(
  kind: AuthorityKind,
  environment: string,
  { keys, crypto }: Pick<SigningAuthority, 'keys' | 'crypto'>,
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

/** Whether what this authority signs may sign in turn. */
export async function mayHaveIssuers({ certificate, chain, anchor }: AuthorityCertificate): Promise<boolean> {
  return (await roomBelow(pemsIn(`${certificate}${chain}${anchor ?? ''}`))) > 0;
}

function pemsIn(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** What goes with every certificate that this authority signs. */
export function followersOf({ certificate, chain, anchor }: AuthorityCertificate): string {
  return anchor === null ? '' : `${certificate}${chain}`;
}

/** Names an authority in records: SHA-256 of its certificate. */
export function fingerprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}

/** An authority of the working store, ready to sign. */
export async function opened({ key, ...authority }: StoredAuthority): Promise<SigningAuthority> {
  return { certificate: authority.certificate, followers: followersOf(authority), keys: await importKeyPair(key) };
}
