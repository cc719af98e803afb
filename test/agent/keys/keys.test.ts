import 'reflect-metadata';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  X509Certificate as Parsed,
  Pkcs10CertificateRequest,
} from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { certificateRequest, ensureKeys } from '../../../src/agent/keys/keys.js';
import { home } from '../support/folder.js';

const ID = 'a-1a2b3c4d';

function machine() {
  const place = home();
  ensureKeys(place, ID);
  return place;
}

describe('a machine’s keys', () => {
  it('are readable by their owner alone', () => {
    const { root } = machine();
    const tls = join(root, 'tls');
    const modes = readdirSync(tls).map((name) => [name, (statSync(join(tls, name)).mode & 0o777).toString(8)]);
    expect(Object.fromEntries(modes)).toEqual({ 'node.key': '600', 'door.key': '600', 'door.crt': '600' });
  });

  it('are made once: a machine that boots again keeps them', () => {
    const place = machine();
    const files = [place.tls.key, place.tls.doorKey, place.tls.doorCertificate];
    const before = files.map((file) => readFileSync(file, 'utf8'));
    ensureKeys(place, ID);
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(before);
  });

  it('make a door that fits after a boot was cut off between its two halves', () => {
    const { tls, ...place } = machine();
    rmSync(tls.doorCertificate);
    ensureKeys({ tls, ...place }, ID);
    const key = createPrivateKey(readFileSync(tls.doorKey));
    expect(new X509Certificate(readFileSync(tls.doorCertificate)).checkPrivateKey(key)).toBe(true);
  });
});

describe('the door', () => {
  it('is self-signed, good for clients alone, and of a key that is not the machine’s', () => {
    const { tls } = machine();
    const pem = readFileSync(tls.doorCertificate, 'utf8');
    const usage = new Parsed(pem).getExtension(ExtendedKeyUsageExtension);
    expect(usage?.usages).toEqual([ExtendedKeyUsage.clientAuth]);
    const door = new X509Certificate(pem);
    expect(door.verify(door.publicKey)).toBe(true);
    expect(door.checkPrivateKey(createPrivateKey(readFileSync(tls.doorKey)))).toBe(true);
    expect(door.checkPrivateKey(createPrivateKey(readFileSync(tls.key)))).toBe(false);
  });

  it('is of another key on every machine', () => {
    const [one, two] = [machine(), machine()];
    expect(readFileSync(one.tls.doorKey, 'utf8')).not.toBe(readFileSync(two.tls.doorKey, 'utf8'));
  });
});

describe('a certificate request', () => {
  it('is signed by the machine’s own key and names the machine', async () => {
    const place = machine();
    const request = new Pkcs10CertificateRequest(certificateRequest(place, ID));
    expect(await request.verify()).toBe(true);
    expect(request.subject).toBe(`CN=${ID}`);
    const own = createPrivateKey(readFileSync(place.tls.key));
    const spki = createPublicKey(own).export({ type: 'spki', format: 'der' });
    expect(Buffer.from(request.publicKey.rawData).equals(spki)).toBe(true);
  });

  it('holds nothing of the private half', () => {
    const place = machine();
    const { d } = createPrivateKey(readFileSync(place.tls.key)).export({ format: 'jwk' });
    const der = Buffer.from(certificateRequest(place, ID).replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
    expect(der.includes(Buffer.from(d ?? '', 'base64url'))).toBe(false);
  });
});
