import type { webcrypto } from 'node:crypto';
import { X509Certificate } from 'node:crypto';
import { QuorateError, reasonOf } from '../../schema/index.js';
import type { AuthorityKind, SigningAuthority } from './authority.js';
import { ECDSA } from './keys.js';
import { loadX509 } from './load.js';
import { LIFETIME } from './validity.js';

/** Identifiers of what nodes use certificates for: serving and dialling. An authority that names usages names these. */
const NODE_USAGES = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'];

/** What an authority of a customer's own has made of a request. */
export interface VouchedFor {
  /** The certificate over the request's key, and those it is under, in any order; PEM. */
  readonly certificates: string;
  /** Roots that clients trust already; PEM. */
  readonly roots: string;
}

/** Has a customer's own authority certify the key of a request (PKCS #10, PEM) as an authority's. */
export type Vouch = (request: string) => Promise<VouchedFor>;

/** An authority under another one: its certificate, those between it and its root, and the root; PEM. */
export interface VouchedAuthority {
  readonly certificate: string;
  readonly chain: string;
  readonly anchor: string;
}

/** Asks for a certificate of the authority of servers, and takes it only if nodes and clients can work with it. */
export async function vouched(
  kind: AuthorityKind,
  environment: string,
  { keys, crypto }: Pick<SigningAuthority, 'keys' | 'crypto'>,
  vouch: Vouch,
  now: number,
): Promise<VouchedAuthority> {
  const name = `Quorate ${environment} ${kind} authority`;
  const request = await requestOf(name, { keys, crypto });
  const refuse = (reason: string, cause?: unknown) => refused(environment, reason, cause);
  const { certificates, roots } = await vouch(request).catch((error: unknown) => {
    throw error instanceof QuorateError ? error : refuse(reasonOf(error), error);
  });
  const [given, trusted] = [certificatesIn(certificates), certificatesIn(roots)];
  const own = await fingerprintOfKey(request);
  const certificate = given.find(({ publicKey }) => publicKey.export({ type: 'spki', format: 'der' }).equals(own));
  if (certificate === undefined) throw refuse('no certificate over the key of the request came');
  const path = [certificate];
  for (let last = certificate; !isRoot(last, trusted); ) {
    const issuer = [...trusted, ...given].find(
      (one) => one !== last && last.checkIssued(one) && last.verify(one.publicKey),
    );
    if (issuer === undefined || path.includes(issuer))
      throw refuse(`'${last.subject}' is under none of the named roots`);
    path.push(issuer);
    last = issuer;
  }
  const [, ...above] = path;
  const anchor = above.pop();
  if (anchor === undefined) throw refuse('the certificate is a root itself');
  if (!certificate.ca || (await roomBelow(path.map(String))) < 0) throw refuse('it may not sign certificates of nodes');
  if ([certificate, ...above].some(({ keyUsage }) => keyUsage && !NODE_USAGES.every((one) => keyUsage.includes(one)))) {
    throw refuse('its extended usages lack those of a node, which serves and dials');
  }
  const left = Math.min(...path.map(({ validTo }) => Date.parse(validTo))) - now;
  if (left < LIFETIME.server) {
    throw refuse(`it ends on ${certificate.validTo}, sooner than a certificate of a node would`);
  }
  return { certificate: pem(certificate), chain: above.map(pem).join(''), anchor: pem(anchor) };
}

/**
 * How many levels of authorities fit between this one, first of its path up to a root (PEM), and end certificates:
 * every one of the path may say.
 */
export async function roomBelow(path: readonly string[]): Promise<number> {
  const x509 = await loadX509();
  const rooms = path.map((one, above) => {
    const constraints = new x509.X509Certificate(one).getExtension(x509.BasicConstraintsExtension);
    return (constraints?.pathLength ?? Number.POSITIVE_INFINITY) - above;
  });
  return Math.min(...rooms);
}

async function requestOf(
  name: string,
  { keys, crypto }: { keys: SigningAuthority['keys']; crypto: webcrypto.Crypto | undefined },
): Promise<string> {
  const x509 = await loadX509();
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      name: [{ CN: [name] }],
      keys,
      signingAlgorithm: ECDSA,
      extensions: [
        new x509.BasicConstraintsExtension(true, 1, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    },
    crypto,
  );
  return `${request.toString('pem')}\n`;
}

async function fingerprintOfKey(request: string): Promise<Buffer> {
  const x509 = await loadX509();
  return Buffer.from(new x509.Pkcs10CertificateRequest(request).publicKey.rawData);
}

function isRoot(one: X509Certificate, roots: readonly X509Certificate[]): boolean {
  return roots.some(({ raw }) => raw.equals(one.raw));
}

function certificatesIn(text: string): X509Certificate[] {
  return (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString().trim()}\n`;
}

function refused(environment: string, reason: string, cause: unknown): QuorateError {
  return new QuorateError(
    'QRT-AUTHORITY',
    `the named authority did not certify that of ${environment}: ${reason}`,
    'Expected is a CA certificate over the key of the request (basicConstraints CA:true, pathlen 1 for renewals by the engine), valid for 90 days and more, of servers and clients where it names usages, with all between it and a named root. Nothing was made.',
    { cause },
  );
}
