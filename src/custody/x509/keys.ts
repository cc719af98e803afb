import { createPrivateKey, createPublicKey, KeyObject, webcrypto } from 'node:crypto';

/** Every key of ours: ECDSA on P-256 with SHA-256, which Go, OpenSSL and Node all take. */
export const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export interface KeyPair {
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
}

export async function newKeyPair(): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
}

/** PKCS #8 in PEM, unencrypted: for stores that only their owner opens. */
export function exportPrivateKey({ privateKey }: KeyPair): string {
  return KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
}

export async function importKeyPair(pem: string): Promise<KeyPair> {
  const key = createPrivateKey(pem);
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  return {
    privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, ECDSA, false, ['sign']),
    publicKey: await importPublicKey(createPublicKey(key).export({ type: 'spki', format: 'der' })),
  };
}

export async function importPublicKey(spki: Uint8Array): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('spki', spki, ECDSA, true, ['verify']);
}
