import * as z from 'zod';
import { loadOpenPgp } from './load.js';

/** A key pair of our own, as the working store keeps it. */
export const pgpKeyPair = z.object({
  /** Hexadecimal. */
  fingerprint: z.string(),
  /** Base64 of the binary public key, as the engine wants it. */
  public: z.string().min(1),
  /** Armored, without a passphrase. Secret. */
  private: z.string(),
});
export type PgpKeyPair = z.infer<typeof pgpKeyPair>;

/** The engine refuses to encrypt to a key from the future, when its clock is behind ours. Milliseconds. */
const BACKDATE = 24 * 3_600_000;

/**
 * Makes a pair (NIST P-256, which every engine takes: Vault before 1.21 does not read the new form of curve25519) and
 * proves that what is encrypted to its public half can be read with its private half.
 */
export async function generateKeyPair(name: string, now = Date.now()): Promise<PgpKeyPair> {
  const pgp = await loadOpenPgp();
  const { publicKey, privateKey } = await pgp.generateKey({
    type: 'ecc',
    curve: 'nistP256',
    userIDs: [{ name }],
    date: new Date(now - BACKDATE),
    format: 'object',
  });
  const message = await pgp.createMessage({ text: name });
  const sent = await pgp.encrypt({ message, encryptionKeys: publicKey, format: 'binary' });
  const read = await pgp.decrypt({
    message: await pgp.readMessage({ binaryMessage: sent }),
    decryptionKeys: privateKey,
  });
  if (read.data !== name) throw new Error('a PGP key pair that was just made does not work');
  return {
    fingerprint: publicKey.getFingerprint(),
    public: Buffer.from(publicKey.write()).toString('base64'),
    private: privateKey.armor(),
  };
}
