import { randomBytes } from 'node:crypto';

/** A random positive serial of 16 bytes without a leading zero, so that every reader prints the same digits. */
export function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}
