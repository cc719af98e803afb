import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';

let pair: Promise<{ key: string; cert: string }> | undefined;

/** A self-signed certificate that nobody has a reason to trust, the same for the whole test file. */
export function certificate(): Promise<{ key: string; cert: string }> {
  pair ??= make();
  return pair;
}

async function make() {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const made = await X509CertificateGenerator.createSelfSigned(
    { name: 'CN=target', keys, signingAlgorithm: algorithm, notAfter: new Date(Date.now() + 3_600_000) },
    webcrypto as unknown as Parameters<typeof X509CertificateGenerator.createSelfSigned>[1],
  );
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { cert: made.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` };
}
