import type { Key } from 'openpgp';
import { loadOpenPgp } from './load.js';

/** Encrypts something worthless to the key, as the engine will do with something precious. */
export async function canEncrypt(key: Key, now: Date): Promise<boolean> {
  const { createMessage, encrypt } = await loadOpenPgp();
  const message = await createMessage({ text: 'trial' });
  const sent = encrypt({ message, encryptionKeys: key, date: now, format: 'binary' });
  return sent.then((bytes) => bytes.length > 0).catch(() => false);
}
