import { createMessage, encrypt, readKey } from 'openpgp';
import type { PgpKeyPair } from '../../../../src/custody/index.js';

/** A message as an engine makes it for a recipient: binary, in base64. */
export async function encryptedTo(pair: PgpKeyPair, text: string): Promise<string> {
  const encryptionKeys = await readKey({ binaryKey: Buffer.from(pair.public, 'base64') });
  const message = await encrypt({ message: await createMessage({ text }), encryptionKeys, format: 'binary' });
  return Buffer.from(message as Uint8Array).toString('base64');
}
