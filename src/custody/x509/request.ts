import type { webcrypto } from 'node:crypto';
import type { Pkcs10CertificateRequest } from '@peculiar/x509';
import { QuorateError } from '../../schema/index.js';
import { importPublicKey } from './keys.js';
import { loadX509 } from './load.js';

/**
 * The public key of a certificate request, once its signature proves that the requester has the private half.
 * Subject, names and usages that the request asks for are not even read.
 *
 * @throws QuorateError `QRT-CSR`
 */
export async function requestedKey(csr: string, machineId: string): Promise<webcrypto.CryptoKey> {
  const x509 = await loadX509();
  let request: Pkcs10CertificateRequest;
  try {
    request = new x509.Pkcs10CertificateRequest(csr);
  } catch {
    throw refused(machineId, 'is not a PKCS #10 request in PEM');
  }
  const publicKey = await importPublicKey(new Uint8Array(request.publicKey.rawData)).catch(() => undefined);
  if (publicKey === undefined) throw refused(machineId, 'is not over an ECDSA key on P-256');
  if (!(await request.verify().catch(() => false))) throw refused(machineId, 'is not signed by its own key');
  return publicKey;
}

function refused(machineId: string, reason: string): QuorateError {
  return new QuorateError(
    'QRT-CSR',
    `the certificate request of ${machineId} ${reason}; nothing was signed`,
    'Read the request from the machine again. If it stays so, replace the machine: its key or its agent is damaged.',
  );
}
