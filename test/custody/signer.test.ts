import { execFile } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, KeyObject, sign, webcrypto, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, connect, createServer } from 'node:tls';
import { promisify } from 'node:util';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openSigningKeys } from '../../src/aws/index.js';
import {
  bundle,
  clusterServerName,
  type DistantKeys,
  type EnrolledIdentity,
  FileSigner,
  KmsSigner,
  type Signer,
  WorkingStore,
} from '../../src/custody/index.js';
import { withAws } from '../aws/aws-server.js';
import { EVERYTHING } from '../e2e/support/everything.js';
import { MemoryStore } from '../operation/support/memory-store.js';
import { temporaryFolder } from '../operation/support/temporary-folder.js';
import { certificateRequest } from './support/request.js';

const identity: EnrolledIdentity = {
  machine_id: 'b-1a2b3c4d',
  address: '127.64.0.12',
  cluster_name: 'vault',
  balancer_address: '127.64.0.2',
  names: ['vault.example.test'],
};

/** Keys in memory that sign as a key service does. */
const memory = new Map<string, ReturnType<typeof newOperatorKey>>();
const inMemory: DistantKeys = {
  publicKey: async (name) => {
    const pair = memory.get(name) ?? newOperatorKey();
    memory.set(name, pair);
    return pair.publicKey.export({ type: 'spki', format: 'der' });
  },
  sign: async (name, bytes) => sign('sha256', bytes, memory.get(name)?.privateKey ?? ''),
};
let emulated: DistantKeys | undefined;
const server = EVERYTHING ? withAws() : undefined;

beforeAll(async () => {
  if (server === undefined) return;
  const place = { region: 'eu-west-1', endpoint: server.url };
  const client = new KMSClient(place);
  for (const name of ['alias/server', 'alias/client']) {
    const made = await client.send(new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }));
    await client.send(new CreateAliasCommand({ AliasName: name, TargetKeyId: made.KeyMetadata?.KeyId }));
  }
  client.destroy();
  emulated = await openSigningKeys(place);
});

type Make = (store: MemoryStore, clock?: () => number) => Signer;
const distant = (keys: () => DistantKeys | undefined): Make => {
  const opened = async () => keys() ?? Promise.reject(new Error('there is no key service'));
  const names = { server: 'alias/server', client: 'alias/client' };
  return (store, clock) => new KmsSigner(new WorkingStore(store), 'lab', opened, names, clock);
};
const SIGNERS: readonly (readonly [string, Make])[] = [
  ['keys of the working store', (store, clock) => new FileSigner(new WorkingStore(store), 'lab', clock)],
  ['keys that are elsewhere', distant(() => inMemory)],
  ...(EVERYTHING ? [['keys of the emulated KMS', distant(() => emulated)] as const] : []),
];

const newOperatorKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pemOf = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

describe.each(SIGNERS)('a signer with %s', (_, make) => {
  const signerIn = async (store = new MemoryStore(), clock?: () => number) => {
    const signer = make(store, clock);
    await signer.prepare();
    return signer;
  };

  test('makes its authorities once, also for callers at the same time', async () => {
    const store = new MemoryStore();
    const signers = await Promise.all([signerIn(store), signerIn(store), signerIn(store)]);
    const all = await Promise.all(signers.map((signer) => signer.authorities()));
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
    expect(all[0]?.server).toHaveLength(1);
    expect(all[0]?.server[0]).not.toBe(all[0]?.client[0]);
  });

  test('says what is missing when it was never prepared', async () => {
    const signer = make(new MemoryStore());
    await expect(signer.authorities()).rejects.toMatchObject({ code: 'QRT-NO-AUTHORITY' });
  });

  test('writes into a node certificate what the node is: names, both usages, 90 days from five minutes ago', async () => {
    const now = Date.parse('2030-06-01T12:00:00.500Z');
    const signer = await signerIn(new MemoryStore(), () => now);
    const { csr } = await certificateRequest();
    const signed = await signer.signServer(csr, identity);
    const certificate = new X509Certificate(signed.certificate);
    expect(certificate.subject).toBe('CN=b-1a2b3c4d\nOU=quorate node\nO=vault');
    expect(certificate.subjectAltName?.split(', ').sort()).toEqual([
      'DNS:b-1a2b3c4d',
      'DNS:b-1a2b3c4d.vault.quorate.internal',
      'DNS:localhost',
      'DNS:vault.example.test',
      'DNS:vault.quorate.internal',
      'IP Address:127.0.0.1',
      'IP Address:127.64.0.12',
      'IP Address:127.64.0.2',
    ]);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(certificate.ca).toBe(false);
    expect(signed.not_before).toBe('2030-06-01T11:55:00.000Z');
    expect(signed.not_after).toBe('2030-08-30T12:00:00.000Z');
    expect(new Date(certificate.validTo).toISOString()).toBe(signed.not_after);
    expect(certificate.serialNumber.toLowerCase()).toBe(signed.serial);
  });

  test('takes nothing from the request but its key', async () => {
    await import('reflect-metadata');
    const x509 = await import('@peculiar/x509');
    const { csr, keys } = await certificateRequest({
      name: 'CN=quorate admin, O=somebody else',
      extensions: [
        new x509.BasicConstraintsExtension(true, 3, true),
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'a-99999999' }]),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    });
    const signer = await signerIn();
    const certificate = new X509Certificate((await signer.signServer(csr, identity)).certificate);
    expect(certificate.ca).toBe(false);
    expect(certificate.toString()).not.toContain('somebody else');
    expect(certificate.subject).toContain('CN=b-1a2b3c4d');
    expect(certificate.subjectAltName).not.toContain('a-99999999');
    expect(certificate.checkPrivateKey(KeyObject.from(keys.privateKey))).toBe(true);
  });

  test('gives a certificate twice with different serials', async () => {
    const signer = await signerIn();
    const { csr } = await certificateRequest();
    const [first, second] = await Promise.all([signer.signServer(csr, identity), signer.signServer(csr, identity)]);
    expect(first?.serial).not.toBe(second?.serial);
  });

  test.each([
    ['no request at all', async () => 'hello'],
    [
      'a broken request',
      async () => '-----BEGIN CERTIFICATE REQUEST-----\naGVsbG8=\n-----END CERTIFICATE REQUEST-----',
    ],
    [
      'a request over somebody else’s key',
      async () => {
        const { raw } = await certificateRequest();
        raw.set([(raw.at(-1) ?? 0) ^ 1], raw.length - 1);
        return `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(raw).toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
      },
    ],
    [
      'a key of another kind',
      async () => {
        const rsa = {
          name: 'RSASSA-PKCS1-v1_5',
          hash: 'SHA-256',
          modulusLength: 2048,
          publicExponent: new Uint8Array([1, 0, 1]),
        };
        const keys = await webcrypto.subtle.generateKey(rsa, true, ['sign', 'verify']);
        return (await certificateRequest({ keys, signingAlgorithm: rsa })).csr;
      },
    ],
  ])('refuses %s and names the machine', async (_, make) => {
    const signer = await signerIn();
    await expect(signer.signServer(await make(), identity)).rejects.toMatchObject({
      code: 'QRT-CSR',
      message: expect.stringContaining('b-1a2b3c4d'),
    });
  });

  test.each([
    { machine_id: 'localhost' },
    { address: 'vault.example.test' },
    { cluster_name: 'a b' },
    { names: ['*.example.test'] },
  ])('refuses an identity that is none: %j', async (wrong) => {
    const signer = await signerIn();
    const { csr } = await certificateRequest();
    await expect(signer.signServer(csr, { ...identity, ...wrong })).rejects.toThrow();
  });

  test('gives an operator one role for a day, for dialling only', async () => {
    const signer = await signerIn();
    const { privateKey, publicKey } = newOperatorKey();
    const signed = await signer.signClient('operator', pemOf(publicKey));
    const certificate = new X509Certificate(signed.certificate);
    expect(certificate.subject).toBe('CN=quorate operator');
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(certificate.subjectAltName).toBeUndefined();
    expect(certificate.checkPrivateKey(privateKey)).toBe(true);
    expect(Date.parse(signed.not_after) - Date.parse(signed.not_before)).toBe((24 * 60 + 5) * 60_000);
  });

  test('passes openssl verify in its strictest mode, each kind under its own authority only', async () => {
    const folder = await temporaryFolder();
    const signer = await signerIn();
    const { server, client } = await signer.authorities();
    const { csr } = await certificateRequest();
    const write = async (name: string, text: string) => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    };
    const serverCa = await write('server-ca.pem', bundle(server));
    const clientCa = await write('client-ca.pem', bundle(client));
    const node = await write('node.pem', (await signer.signServer(csr, identity)).certificate);
    const operator = await write(
      'operator.pem',
      (await signer.signClient('operator', pemOf(newOperatorKey().publicKey))).certificate,
    );
    const verify = (ca: string, purpose: string, leaf: string) =>
      promisify(execFile)('openssl', ['verify', '-x509_strict', '-CAfile', ca, '-purpose', purpose, leaf]);
    await verify(serverCa, 'sslserver', node);
    await verify(serverCa, 'sslclient', node);
    await verify(clientCa, 'sslclient', operator);
    await expect(verify(clientCa, 'sslclient', node)).rejects.toThrow();
    await expect(verify(serverCa, 'sslclient', operator)).rejects.toThrow();
    await expect(verify(clientCa, 'sslserver', operator)).rejects.toThrow();
  });

  test('lets a node and an operator talk by TLS, and nobody without a certificate', async () => {
    const signer = await signerIn();
    const { server: serverCa, client: clientCa } = await signer.authorities();
    const { csr, keys } = await certificateRequest();
    const node = await signer.signServer(csr, identity);
    const operatorKey = newOperatorKey();
    const operator = await signer.signClient('operator', pemOf(operatorKey.publicKey));
    const listener = createServer(
      {
        cert: node.certificate,
        key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }),
        ca: bundle(clientCa),
        requestCert: true,
        rejectUnauthorized: true,
      },
      (socket) => socket.end(String(socket.getPeerCertificate().subject.CN)),
    ).listen(0, '127.0.0.1');
    onTestFinished(() => void listener.close());
    listener.on('tlsClientError', () => {});
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const dial = (options: ConnectionOptions, servername = clusterServerName('vault')) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect({ host: '127.0.0.1', port, servername, ca: bundle(serverCa), ...options });
        socket
          .on('error', reject)
          .on('data', (data) => resolve(data.toString()))
          .on('end', () => resolve(''));
      });
    const own = { cert: operator.certificate, key: operatorKey.privateKey.export({ type: 'pkcs8', format: 'pem' }) };
    expect(await dial(own)).toBe('quorate operator');
    expect(await dial(own, 'b-1a2b3c4d')).toBe('quorate operator');
    await expect(dial(own, 'a-99999999')).rejects.toThrow(/altnames/);
    await expect(dial({ ...own, ca: bundle(clientCa) })).rejects.toThrow();
    await expect(dial({})).rejects.toThrow();
  });
});

test('a signer of the working store keeps one thing in it, and its keys open with the standard library', async () => {
  const store = new MemoryStore();
  await new FileSigner(new WorkingStore(store), 'lab').prepare();
  expect(await store.list('')).toEqual(['working/authorities']);
  const stored = JSON.parse(Buffer.from((await store.get('working/authorities'))?.body ?? []).toString());
  for (const kind of ['server', 'client']) {
    const [{ certificate, key }] = stored[kind];
    expect(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(new X509Certificate(certificate).ca).toBe(true);
  }
});

test('a signer with keys elsewhere keeps certificates in the working store, and no key', async () => {
  const store = new MemoryStore();
  await distant(() => inMemory)(store).prepare();
  expect(await store.list('')).toEqual(['working/distant-authorities']);
  const kept = Buffer.from((await store.get('working/distant-authorities'))?.body ?? []).toString();
  expect(kept).toContain('BEGIN CERTIFICATE');
  expect(kept).not.toContain('PRIVATE KEY');
});
