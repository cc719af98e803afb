import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { selfSigned } from '../../../src/agent/keys/certificates.js';

const DAY_MS = 24 * 3_600_000;
const key = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

describe('a certificate that vouches for itself', () => {
  it('can be read and verified whatever its number, its signature and its name come to', () => {
    for (let round = 0; round < 64; round += 1) {
      const own = key();
      const name = 'n'.repeat(1 + round * 4);
      const certificate = new X509Certificate(selfSigned(own, name, DAY_MS));
      expect(certificate.subject).toBe(`CN=${name}`);
      expect(certificate.verify(certificate.publicKey)).toBe(true);
      expect(certificate.checkPrivateKey(own)).toBe(true);
      expect(certificate.serialNumber).toMatch(/^[0-9A-F]{2,32}$/);
    }
  });

  it.each([1, 3650, 36_500])('is valid from just before now, for %i days', (days) => {
    const { validFrom, validTo } = new X509Certificate(selfSigned(key(), 'door', days * DAY_MS));
    expect(Math.abs(Date.parse(validFrom) + 300_000 - Date.now())).toBeLessThan(60_000);
    expect(Math.abs(Date.parse(validTo) - days * DAY_MS - Date.now())).toBeLessThan(60_000);
  });
});
