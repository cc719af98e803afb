import { createHash, timingSafeEqual } from 'node:crypto';
import { QuorateError } from '../../schema/index.js';
import { nameOf, type SshTarget } from './target.js';

/** The only kind of host key that machines make. */
export const HOST_KEY_TYPE = 'ssh-ed25519';

const TYPE_LENGTH_BYTES = 4;

/**
 * The key's own bytes of a public key line.
 *
 * @throws Error when the line is no ed25519 public key.
 */
export function publicKeyBytes(line: string): Buffer {
  const [type, base64 = ''] = line.trim().split(/\s+/);
  const bytes = Buffer.from(base64, 'base64');
  const inside = bytes.subarray(TYPE_LENGTH_BYTES, TYPE_LENGTH_BYTES + HOST_KEY_TYPE.length).toString('latin1');
  if (type === HOST_KEY_TYPE && inside === HOST_KEY_TYPE) return bytes;
  throw new Error(`expected a public key line that begins with ${HOST_KEY_TYPE}, received ${line.slice(0, 40)}`);
}

/** The fingerprint that `ssh-keygen -l` shows for these bytes. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** Whether the presented key is the pinned one. */
export function isPinned(pinned: Buffer, presented: Buffer): boolean {
  return pinned.byteLength === presented.byteLength && timingSafeEqual(pinned, presented);
}

export function otherHostKey(target: SshTarget, presented: Buffer): QuorateError {
  return new QuorateError(
    'QRT-HOST-KEY',
    `${nameOf(target)} is not the machine that it should be: expected the host key ${fingerprint(publicKeyBytes(target.hostKey))}, received ${fingerprint(presented)}`,
    'Nothing was sent to it. Find out what answers on this address: a machine keeps its host key for life, so it is another one.',
  );
}
