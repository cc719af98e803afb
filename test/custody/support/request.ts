import { webcrypto } from 'node:crypto';
import type { Pkcs10CertificateRequestCreateParams } from '@peculiar/x509';

export const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A certificate request as a machine makes it, with whatever it asks for. */
export async function certificateRequest(params: Partial<Pkcs10CertificateRequestCreateParams> = {}) {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const keys = params.keys ?? (await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']));
  const request = await x509.Pkcs10CertificateRequestGenerator.create({ signingAlgorithm: P256, ...params, keys });
  return { csr: request.toString('pem'), keys, raw: new Uint8Array(request.rawData) };
}
