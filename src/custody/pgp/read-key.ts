import type { Key } from 'openpgp';
import type { KeyFault } from './key-error.js';
import { loadOpenPgp } from './load.js';

const ARMOR = '-----BEGIN PGP';

/** Reads exactly one public key from armored text, binary, or base64 of binary. */
export async function readSinglePublicKey(input: string | Uint8Array): Promise<Key | KeyFault> {
  const text = typeof input === 'string' ? input.trim() : Buffer.from(input).toString('latin1').trim();
  if (text === '') return { fault: 'empty' };
  const { readKeys } = await loadOpenPgp();
  let keys: Key[];
  try {
    keys = text.startsWith(ARMOR)
      ? await readKeys({ armoredKeys: text })
      : await readKeys({
          binaryKeys: typeof input === 'string' ? Uint8Array.from(Buffer.from(input, 'base64')) : input,
        });
  } catch {
    // The parser's own message is dropped: it may quote what it read.
    return { fault: 'garbage' };
  }
  const [key, ...more] = keys;
  if (key === undefined) return { fault: 'garbage' };
  if (more.length > 0) return { fault: 'several', count: keys.length };
  return key.isPrivate() ? { fault: 'private' } : key;
}
