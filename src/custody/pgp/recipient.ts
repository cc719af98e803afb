import type { Key } from 'openpgp';
import { type KeyFault, keyError } from './key-error.js';
import { readSinglePublicKey } from './read-key.js';
import { canEncrypt } from './trial.js';

/** A recipient's key as the stack names it: a file's content, armored or binary, or its base64. */
export interface RecipientInput {
  /** Whom messages name: a file name, a person. */
  readonly name: string;
  readonly key: string | Uint8Array;
}

/** What the engine that will encrypt to them can read. */
export interface RecipientEngine {
  readonly modernPgpKeys: boolean;
}

/** Someone to whom a share can be encrypted: proven by having done so. */
export interface Recipient {
  readonly name: string;
  /** Hexadecimal. */
  readonly fingerprint: string;
  /** Base64 of the binary public key, as the engine wants it. */
  readonly key: string;
}

/** Which encryption keys the engine's OpenPGP is known to take. Others are refused: a cluster whose keys nobody can read is lost. */
const ALGORITHMS: readonly string[] = ['rsaEncryptSign', 'rsaEncrypt'];
/** Keys of RFC 9580, which only newer engines read. */
const MODERN_ALGORITHMS: readonly string[] = ['x25519'];
const CURVES: readonly string[] = ['curve25519Legacy', 'nistP256', 'nistP384', 'nistP521'];

/**
 * Reads the recipients' keys and encrypts to each of them once, because an engine that is given a key it cannot
 * encrypt to may be initialized all the same, with keys that nobody has.
 *
 * @throws QuorateError `QRT-PGP-KEY` naming the recipient.
 */
export async function parseRecipients(
  engine: RecipientEngine,
  inputs: readonly RecipientInput[],
  now = new Date(),
): Promise<Recipient[]> {
  const recipients: Recipient[] = [];
  for (const { name, key } of inputs) {
    const recipient = await parseRecipient({ name, key }, engine, now);
    const twin = recipients.find(({ fingerprint }) => fingerprint === recipient.fingerprint);
    if (twin) throw keyError(name, { fault: 'duplicate', of: twin.name });
    recipients.push(recipient);
  }
  return recipients;
}

async function parseRecipient(
  { name, key: input }: RecipientInput,
  engine: RecipientEngine,
  now: Date,
): Promise<Recipient> {
  const key = await readSinglePublicKey(input);
  if ('fault' in key) throw keyError(name, key);
  const fault =
    (await faultOf(key, engine, now)) ?? ((await canEncrypt(key, now)) ? undefined : { fault: 'trial' as const });
  if (fault) throw keyError(name, fault);
  return { name, fingerprint: key.getFingerprint(), key: Buffer.from(key.write()).toString('base64') };
}

async function faultOf(key: Key, { modernPgpKeys }: RecipientEngine, now: Date): Promise<KeyFault | undefined> {
  if (await key.isRevoked(undefined, undefined, now).catch(() => false)) return { fault: 'revoked' };
  const expires = await key.getExpirationTime().catch(() => null);
  if (expires instanceof Date && expires <= now) return { fault: 'expired', when: expires };
  if (key.getCreationTime() > now) return { fault: 'future', when: key.getCreationTime() };
  const encryption = await key.getEncryptionKey(undefined, now).catch(() => undefined);
  if (encryption === undefined) return { fault: 'no-encryption-key' };
  const { algorithm, curve } = encryption.getAlgorithmInfo();
  const modern = key.keyPacket.version > 4 || MODERN_ALGORITHMS.includes(algorithm);
  if (modern && modernPgpKeys) return undefined;
  if (modern || (!ALGORITHMS.includes(algorithm) && !CURVES.includes(curve ?? '')))
    return { fault: 'algorithm', algorithm };
  return undefined;
}
