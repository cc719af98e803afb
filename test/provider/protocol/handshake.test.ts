import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createServerIdentity } from '../../../src/provider/protocol/certificate.js';
import { handshakeLine, readHandshake } from '../../../src/provider/protocol/handshake.js';

const ENVIRONMENT = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
  PLUGIN_PROTOCOL_VERSIONS: '5,6',
  PLUGIN_CLIENT_CERT: 'PEM',
};

describe('the handshake', () => {
  it('takes the client certificate from the environment', () => {
    expect(readHandshake(ENVIRONMENT)).toEqual({ clientCertificatePem: 'PEM' });
  });

  it.each([
    ['no cookie', { TF_PLUGIN_MAGIC_COOKIE: undefined }, /This is a Terraform provider.*Run `npx cdktf deploy ENV`/],
    ['an old Terraform', { PLUGIN_PROTOCOL_VERSIONS: '4,5' }, /received "4,5"/],
    ['no mutual TLS', { PLUGIN_CLIENT_CERT: '' }, /mutual TLS/],
  ])('refuses %s and says why', (_, change, message) => {
    expect(() => readHandshake({ ...ENVIRONMENT, ...change })).toThrow(message);
  });

  it('is one line with the certificate without padding', () => {
    expect(handshakeLine('/run/x.sock', 'QUJD')).toBe('1|6|unix|/run/x.sock|grpc|QUJD\n');
  });

  it('presents a P-256 certificate for localhost that can sign itself, for server and client', async () => {
    const { certificatePem, handshake } = await createServerIdentity();
    const certificate = new X509Certificate(certificatePem);
    expect(certificate.subjectAltName).toBe('DNS:localhost');
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(handshake).not.toContain('=');
    expect(Buffer.from(handshake, 'base64').equals(certificate.raw)).toBe(true);
  });
});
