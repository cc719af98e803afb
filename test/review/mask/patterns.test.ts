import { describe, expect, it } from 'vitest';
import { MASKED, maskShapes } from '../../../src/review/mask/patterns.js';

const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----';

describe('shapes of secrets', () => {
  it.each([
    ['a service token', 'hvs.CAESIJlWh3UqTAnPq1x2', 'hvs.'],
    ['a batch token', 'hvb.AAAAAQJ8ux', 'hvb.'],
    ['a recovery token', 'hvr.7vVtq2', 'hvr.'],
    ['an old service token', 's.7EZtSBxpSnvuLIHGhBLNAAAA', 'EZtSBxp'],
    ['a private key', PEM, 'MIIE'],
    ['a private key inside JSON', JSON.stringify({ a: PEM }), 'MIIE'],
    ['a private key that is cut off', PEM.slice(0, 50), 'MIIE'],
    ['a PGP message', '-----BEGIN PGP MESSAGE-----\n\nwcDMA0\n-----END PGP MESSAGE-----', 'wcDMA0'],
    ['an AWS key id', 'AKIAIOSFODNN7EXAMPLE', 'IOSFODNN'],
    ['a GitHub token', `ghp_${'a1B2'.repeat(9)}`, 'a1B2a1B2'],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl', 'c2lnbmF0dXJl'],
    ['a bearer header', 'Authorization: Bearer abcdef0123456789', 'abcdef0123456789'],
    ['credentials in a URL', 'postgres://admin:pa55word@db.example:5432/x', 'pa55word'],
  ])('masks %s', (_name, secret, part) => {
    const masked = maskShapes(`before ${secret} after`);
    expect(masked).toContain(MASKED);
    expect(masked).not.toContain(part);
    expect(masked.startsWith('before ')).toBe(true);
  });

  it.each([
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf',
    'https://vault.example:8200/v1/sys/health',
    'ami-0123456789abcdef0',
    'module.s.b.example',
    '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxjMEZwAAABYJKwYBBAHaRw8BAQdA\n=njUN\n-----END PGP PUBLIC KEY BLOCK-----',
    '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ\n-----END CERTIFICATE-----',
    'a ordinary sentence about keys and tokens',
  ])('leaves %s alone', (text) => {
    expect(maskShapes(text)).toBe(text);
  });

  it('masks a private key behind what is public', () => {
    const both = `-----BEGIN CERTIFICATE-----\nMIIBszCC\n-----END CERTIFICATE-----\n${PEM}`;
    expect(maskShapes(both)).not.toContain('MIIEowIB');
    expect(maskShapes(both)).toContain('MIIBszCC');
  });
});
