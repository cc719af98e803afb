import { QuorateError } from '../../schema/index.js';
import type { PgpKeyPair } from './key-pair.js';
import { loadOpenPgp } from './load.js';

/**
 * Opens a message of the engine (base64 of a binary PGP message): a share is the hexadecimal string that unsealing
 * takes, a root token is the token.
 *
 * @throws QuorateError `QRT-PGP-DECRYPT`
 */
export async function decryptMessage(message: string, pair: PgpKeyPair): Promise<string> {
  const pgp = await loadOpenPgp();
  try {
    const { data } = await pgp.decrypt({
      message: await pgp.readMessage({ binaryMessage: Uint8Array.from(Buffer.from(message, 'base64')) }),
      decryptionKeys: await pgp.readPrivateKey({ armoredKey: pair.private }),
    });
    return data;
  } catch {
    throw new QuorateError(
      'QRT-PGP-DECRYPT',
      `a message of the engine's initialization cannot be opened with the key ${pair.fingerprint}`,
      'It was encrypted to another key, or is damaged. Compare the fingerprint with the recipients that the sealed store lists.',
    );
  }
}
