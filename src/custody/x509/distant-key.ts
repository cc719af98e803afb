import { webcrypto } from 'node:crypto';
import { importPublicKey, type KeyPair } from './keys.js';

/** Bytes of each of the two numbers of a signature on P-256. */
const NUMBER = 32;

/** A key that is somewhere else and signs there. */
export interface DistantKey {
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  /** ECDSA over the SHA-256 of these bytes, in DER. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A pair, and cryptography, with which a library signs that knows of keys in memory only. */
export async function distantSigner(key: DistantKey): Promise<{ keys: KeyPair; crypto: webcrypto.Crypto }> {
  const publicKey = await importPublicKey(key.publicKey);
  const { subtle } = webcrypto;
  const sign = async (_algorithm: unknown, _key: unknown, data: webcrypto.BufferSource): Promise<ArrayBuffer> =>
    plainSignature(await key.sign(bytesOf(data)));
  const distant = new Proxy(subtle, {
    get: (target, name: keyof typeof subtle) => (name === 'sign' ? sign : target[name].bind(target)),
  });
  const crypto = new Proxy(webcrypto, {
    get: (target, name: keyof typeof webcrypto) => (name === 'subtle' ? distant : target[name]),
  });
  // The private half stays where it is: whatever stands for it here is never used.
  return { keys: { publicKey, privateKey: publicKey }, crypto };
}

/** From DER, as services answer, to both numbers one after the other, as web cryptography has them. */
function plainSignature(der: Uint8Array): ArrayBuffer {
  const plain = new Uint8Array(2 * NUMBER);
  let at = 2;
  for (const end of [NUMBER, 2 * NUMBER]) {
    const length = der[at + 1] ?? 0;
    const number = der.subarray(at + 2, at + 2 + length);
    const significant = number.subarray(Math.max(0, number.length - NUMBER));
    if (der[at] !== 2 || number.length !== length) throw new Error('the key service answered with no ECDSA signature');
    plain.set(significant, end - significant.length);
    at += 2 + length;
  }
  return plain.buffer;
}

function bytesOf(data: webcrypto.BufferSource): Uint8Array {
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
