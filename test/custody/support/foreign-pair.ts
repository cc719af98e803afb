import { generateKey } from 'openpgp';
import type { PgpKeyPair } from '../../../src/custody/index.js';

type Options = Partial<Parameters<typeof generateKey>[0]>;

/** A pair of a kind that a recipient may bring. */
export async function foreignPair(options: Options): Promise<PgpKeyPair> {
  const userIDs = [{ name: 'Recipient' }];
  const { publicKey, privateKey } = await generateKey({ userIDs, ...options, format: 'object' });
  return {
    fingerprint: publicKey.getFingerprint(),
    public: Buffer.from(publicKey.write()).toString('base64'),
    private: privateKey.armor(),
  };
}
