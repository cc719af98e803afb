import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileSigner, type Vouch, WorkingStore } from '../../src/custody/index.js';
import { MemoryStore } from '../operation/support/memory-store.js';
import { type CorporateAuthority, corporateAuthority } from './support/corporate-authority.js';
import { certificateRequest } from './support/request.js';

const DAY_MS = 24 * 3600_000;
const IDENTITY = { machine_id: 'a-00000000', address: '127.1.2.3', cluster_name: 'vault', balancer_address: null };

describe('an authority under one of a customer’s own', () => {
  let folder: string;
  const asks = ({ roots, sign: [file = '', ...args] }: CorporateAuthority): Vouch => {
    return async (request) => ({
      certificates: execFileSync(file, args, { input: request, encoding: 'utf8' }),
      roots: readFileSync(roots, 'utf8'),
    });
  };
  const signerBy = (vouch: Vouch) => new FileSigner(new WorkingStore(new MemoryStore()), 'lab', Date.now, vouch);
  const verify = (certificates: string, roots: string) => {
    writeFileSync(path.join(folder, 'chain.pem'), certificates);
    const args = ['verify', '-CAfile', roots, '-untrusted', path.join(folder, 'chain.pem'), '-x509_strict'];
    return execFileSync('openssl', [...args, path.join(folder, 'chain.pem')], { encoding: 'utf8' });
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'quorate-vouched-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('signs what is followed to the customer’s root by those who know that alone', async () => {
    const corporate = corporateAuthority(folder);
    const signer = signerBy(asks(corporate));
    await signer.prepare();
    const { certificate, not_after } = await signer.signServer((await certificateRequest()).csr, IDENTITY);
    expect(certificate.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
    expect(verify(certificate, corporate.roots)).toContain('OK');
    expect(Date.parse(not_after) - Date.now()).toBeGreaterThan(89 * DAY_MS);
    const { server, client, anchors } = await signer.authorities();
    expect(server).toHaveLength(1);
    expect(new X509Certificate(server[0] ?? '').issuer).toContain('CN=Issuing');
    expect(anchors.join('')).toContain(readFileSync(corporate.roots, 'utf8').trim());
    expect(new X509Certificate(client[0] ?? '').issuer).toContain('client authority');
    expect(await signer.mayHaveIssuers()).toBe(true);
    const issuer = await signer.signIssuer((await certificateRequest()).csr, 'vault');
    expect(issuer.certificate.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
  });

  test('signs operators by an authority that is nobody’s but its own', async () => {
    const signer = signerBy(asks(corporateAuthority(folder)));
    await signer.prepare();
    const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .publicKey.export({ type: 'spki', format: 'pem' })
      .toString();
    const { certificate } = await signer.signClient('observer', pem);
    expect(certificate.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
  });

  test('is asked for once, and has no issuers where its path has no room', async () => {
    let asked = 0;
    const vouch = asks(
      corporateAuthority(folder, ['basicConstraints=critical,CA:true,pathlen:0', 'keyUsage=critical,keyCertSign']),
    );
    const signer = signerBy(async (request) => {
      asked += 1;
      return await vouch(request);
    });
    await signer.prepare();
    await signer.prepare();
    expect(asked).toBe(1);
    expect(await signer.mayHaveIssuers()).toBe(false);
  });

  test('ends what it signs no later than itself', async () => {
    const signer = signerBy(asks(corporateAuthority(folder, undefined, 91)));
    await signer.prepare();
    const [server = ''] = (await signer.authorities()).server;
    const issued = await signer.signIssuer((await certificateRequest()).csr, 'vault');
    expect(Date.parse(issued.not_after)).toBe(Date.parse(new X509Certificate(server).validTo));
  });

  test.each([
    ['is no authority', ['basicConstraints=critical,CA:false'], 365, 'may not sign certificates of nodes'],
    [
      'may vouch for servers only',
      ['basicConstraints=critical,CA:true', 'extendedKeyUsage=serverAuth'],
      365,
      'which serves and dials',
    ],
    ['ends before a node’s certificate would', undefined, 30, 'sooner than a certificate of a node would'],
  ] as const)('is refused when it %s', async (_, extensions, days, reason) => {
    const signer = signerBy(asks(corporateAuthority(folder, extensions, days)));
    await expect(signer.prepare()).rejects.toMatchObject({
      code: 'QRT-AUTHORITY',
      message: expect.stringContaining(reason),
    });
    await expect(signer.authorities()).rejects.toMatchObject({ code: 'QRT-NO-AUTHORITY' });
  });

  test('is refused when it is over another key, or under another root', async () => {
    const corporate = corporateAuthority(folder);
    const own = asks(corporate);
    const stranger = signerBy(async () => own((await certificateRequest()).csr));
    await expect(stranger.prepare()).rejects.toThrow('no certificate over the key of the request');
    const other = mkdtempSync(path.join(folder, 'other-'));
    const roots = readFileSync(corporateAuthority(other).roots, 'utf8');
    const elsewhere = signerBy(async (request) => ({ ...(await own(request)), roots }));
    await expect(elsewhere.prepare()).rejects.toThrow('under none of the named roots');
    const silent = signerBy(async () => ({ certificates: '', roots }));
    await expect(silent.prepare()).rejects.toMatchObject({ code: 'QRT-AUTHORITY' });
  });
});
