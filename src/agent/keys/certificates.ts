import { createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bits, identifier, integer, octets, sequence, set, tagged, text, time } from './der.js';

const ECDSA_WITH_SHA256 = sequence(identifier('1.2.840.10045.4.3.2'));
const COMMON_NAME = identifier('2.5.4.3');
const EXTENDED_KEY_USAGE = identifier('2.5.29.37');
const CLIENT_AUTH = identifier('1.3.6.1.5.5.7.3.2');
/** Ends of a life, so that a clock that is a little behind finds it begun. */
const BEGINS_BEFORE_MS = 300_000;

/**
 * A PKCS #10 request over this key on P-256.
 *
 * Written by hand, as is the certificate below, because a library for all that certificates can be is more than an agent
 * needs: it takes 6 MB of memory and a tenth of a second of every machine's first boot.
 */
export function requestOver(key: KeyObject, commonName: string): string {
  const noAttributes = tagged(0);
  const version = integer(Buffer.from([0]));
  return signed('CERTIFICATE REQUEST', sequence(version, nameOf(commonName), publicHalf(key), noAttributes), key);
}

/** A certificate for logging in that vouches for itself. */
export function selfSigned(key: KeyObject, commonName: string, lifetimeMs: number): string {
  const now = Date.now();
  const v3 = tagged(0, integer(Buffer.from([2])));
  // RFC 5280, 4.1.2.2: positive, 20 octets at most.
  const serial = integer(randomBytes(16));
  const name = nameOf(commonName);
  const life = sequence(time(new Date(now - BEGINS_BEFORE_MS)), time(new Date(now + lifetimeMs)));
  const usage = sequence(EXTENDED_KEY_USAGE, octets(sequence(CLIENT_AUTH)));
  const extensions = tagged(3, sequence(usage));
  const content = sequence(v3, serial, ECDSA_WITH_SHA256, name, life, name, publicHalf(key), extensions);
  return signed('CERTIFICATE', content, key);
}

function signed(kind: string, content: Buffer, key: KeyObject): string {
  const whole = sequence(content, ECDSA_WITH_SHA256, bits(sign('sha256', content, key)));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ''].join('\n');
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(COMMON_NAME, text(commonName))));
}

function publicHalf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}
