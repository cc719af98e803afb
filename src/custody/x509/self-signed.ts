import { ECDSA, exportPrivateKey, newKeyPair } from './keys.js';
import { loadX509 } from './load.js';
import { newSerial } from './serial.js';

/** A certificate that only its maker trusts, with its key. PEM. */
export interface SelfSigned {
  readonly certificate: string;
  readonly key: string;
}

/** For a server that one process starts for itself at this address, and ends again. */
export async function selfSigned(name: string, address: string, lifetimeMs: number): Promise<SelfSigned> {
  const x509 = await loadX509();
  const keys = await newKeyPair();
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    serialNumber: newSerial(),
    notBefore: new Date(now - 300_000),
    notAfter: new Date(now + lifetimeMs),
    keys,
    signingAlgorithm: ECDSA,
    extensions: [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: address }]),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: exportPrivateKey(keys) };
}
