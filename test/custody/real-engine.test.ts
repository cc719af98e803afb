import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  certificateRoles,
  decryptMessage,
  ensureKeyPair,
  FileSigner,
  initialize,
  type OperatorIdentity,
  operatorIdentityFor,
  type PgpKeyPair,
  parseRecipients,
  policyDocuments,
  ROLES,
  type RoleName,
  SealedStore,
  WorkingStore,
} from '../../src/custody/index.js';
import type { EngineClient } from '../../src/engine/index.js';
import { CERTIFICATE_MOUNT } from '../../src/schema/index.js';
import { until } from '../engine/support/until.js';
import { MemoryStore } from '../operation/support/memory-store.js';
import { CustodyEngine } from './support/custody-engine.js';
import { foreignPair } from './support/foreign-pair.js';

const MODERN = { modernPgpKeys: true };

const fixture = (name: string) => readFile(new URL(`pgp/fixtures/${name}`, import.meta.url));
const refused = { status: 403 };

describe('custody with a real engine', () => {
  const store = new MemoryStore();
  const working = new WorkingStore(store);
  const signer = new FileSigner(working, 'lab');
  const sealed = new SealedStore(store, 'vault');
  const identities = new Map<RoleName, OperatorIdentity>();
  const clients: EngineClient[] = [];
  let engine: CustodyEngine;
  let pairs: readonly PgpKeyPair[];
  let root: EngineClient;

  function identity(role: RoleName): OperatorIdentity {
    const found = identities.get(role);
    if (!found) throw new Error(`no identity of ${role}`);
    return found;
  }

  function as(credential: { certificate: string; key: string } | undefined): EngineClient {
    const client = engine.client(credential);
    clients.push(client);
    return client;
  }

  /** A client with a token of the role, by certificate. */
  async function login(role: RoleName): Promise<EngineClient> {
    const client = as(identity(role));
    const { client_token } = await client.cert(CERTIFICATE_MOUNT).login(role);
    return client.withToken(client_token);
  }

  beforeAll(async () => {
    await signer.prepare();
    for (const role of ROLES) identities.set(role, await operatorIdentityFor(role, working, signer));
    engine = await CustodyEngine.start(signer, '127.64.202.1');
    pairs = [
      await ensureKeyPair(working, 'lab'),
      await foreignPair({ type: 'curve25519', config: { v6Keys: true } }),
      await foreignPair({ type: 'ecc', curve: 'nistP256' }),
    ];
  }, 600_000);

  afterAll(async () => {
    for (const client of clients) await client.close();
    await engine?.stop();
  });

  test('keys of every accepted kind are encrypted to by the engine, and what custody keeps opens the cluster', async () => {
    const stranger = as(undefined);
    const recipients = await parseRecipients(MODERN, [
      ...pairs.map(({ public: key }, index) => ({ name: `pair ${index}`, key })),
      { name: 'curve25519 of GnuPG', key: await fixture('gnupg-curve25519.asc') },
      { name: 'RSA of GnuPG', key: await fixture('gnupg-rsa2048.asc') },
    ]);
    const bootstrap = await ensureKeyPair(working, 'bootstrap');
    const node_id = 'a-1a2b3c4d';
    const result = await initialize(sealed, {
      assertHeld: async () => undefined,
      observe: async () => {
        const { initialized, cluster_id = null } = await stranger.sealStatus();
        const node = { state: 'none' } as const;
        if (!initialized) return { servers: { state: 'empty' }, node };
        return { servers: { state: 'initialized', cluster_id: cluster_id ?? null, nodes: [node_id] }, node };
      },
      intend: async () => ({
        operation: 'deploy-1',
        node_id,
        seal: 'shamir',
        kind: 'unseal',
        shares: recipients.length,
        threshold: 3,
        recipients: recipients.map(({ name, fingerprint }) => ({ name, fingerprint })),
      }),
      withdraw: async () => undefined,
      ask: async ({ kind, shares, threshold, operation }) => {
        const protection = { shareKeys: recipients.map(({ key }) => key), rootTokenKey: bootstrap.public };
        const reply = await stranger.init({ kind, shares, threshold, protection });
        return { operation, node_id, kind, shares: [...reply.sharesBase64], root_token: reply.rootToken };
      },
    });
    if (result.outcome !== 'replied') throw new Error(`not replied: ${result.outcome}`);
    expect(result.cluster_id).toBeNull();
    for (const [index, pair] of pairs.entries()) {
      const key = await decryptMessage(result.entry.messages[index] ?? '', pair);
      expect(key).toMatch(/^[0-9a-f]{66}$/);
      await stranger.unseal({ key });
    }
    await until('the node leads', async () => ((await stranger.health()).code === 200 ? true : { not: 'not yet' }));
    const { cluster_id } = await stranger.sealStatus();
    expect(await sealed.apply({ event: 'confirm', cluster_id: cluster_id ?? '' })).toMatchObject({ cluster_id });
    root = stranger.withToken(await decryptMessage(result.entry.root_token ?? '', bootstrap));
    expect(await root.token.lookupSelf()).toMatchObject({ policies: ['root'] });
  });

  test('takes the policies and the certificate roles as they are', async () => {
    for (const { name, policy } of policyDocuments({ admin: true })) {
      await root.policies.put(name, policy);
      expect(await root.policies.get(name)).toBe(policy);
    }
    await root.auth.enable(CERTIFICATE_MOUNT, { type: 'cert' });
    for (const { name, body } of certificateRoles(await signer.authorities(), { admin: true })) {
      await root.cert(CERTIFICATE_MOUNT).putRole(name, body);
      const { token_policies, token_type } = (await root.cert(CERTIFICATE_MOUNT).role(name)) ?? {};
      expect({ token_policies, token_type }).toEqual({
        token_policies: body.token_policies,
        token_type: body.token_type,
      });
    }
  });

  test('an observer reads the cluster’s state and changes nothing', async () => {
    const observer = await login('observer');
    expect(await observer.raft.configuration()).toHaveLength(1);
    await observer.autopilot.state();
    await observer.autopilot.configuration();
    await observer.haStatus();
    await observer.list('sys/version-history');
    await observer.read('sys/host-info');
    await observer.read('sys/config/state/sanitized');
    await expect(observer.raft.removePeer('b-99999999')).rejects.toMatchObject(refused);
    await expect(observer.write('sys/storage/raft/autopilot/configuration', {})).rejects.toMatchObject(refused);
    await expect(observer.stepDown()).rejects.toMatchObject(refused);
    await expect(observer.list('sys/mounts')).rejects.toMatchObject(refused);
  });

  test('an operator calls the endpoints of the steps, and changes neither policies nor authentication nor audit', async () => {
    const operator = await login('operator');
    expect(await operator.token.lookupSelf()).toMatchObject({ policies: ['quorate-operator'], type: 'batch' });
    await operator.raft.removePeer('b-99999999');
    await operator.write('sys/storage/raft/autopilot/configuration', { min_quorum: 0 });
    await expect(operator.policies.list()).rejects.toMatchObject(refused);
    await expect(operator.policies.put('quorate-operator', 'path "*" {}')).rejects.toMatchObject(refused);
    expect(await operator.auth.list()).toHaveProperty(['token/']);
    await expect(operator.auth.enable('cert', { type: 'cert' })).rejects.toMatchObject(refused);
    await expect(operator.read('sys/audit')).rejects.toMatchObject(refused);
    await expect(operator.write('sys/audit/file', { type: 'file' })).rejects.toMatchObject(refused);
    expect((await buffer(await operator.raft.snapshot())).length).toBeGreaterThan(1000);
    await expect(operator.write('sys/storage/raft/snapshot-force', {})).rejects.toMatchObject(refused);
    await expect(operator.write('auth/token/create', {})).rejects.toMatchObject(refused);
  });

  test('configure changes our own policies, roles and audit devices, and nobody else’s', async () => {
    const configure = await login('configure');
    const [observer] = policyDocuments({ admin: false });
    await configure.policies.put('quorate-observer', observer?.policy ?? '');
    expect(await configure.policies.list()).toContain('quorate-observer');
    expect(await configure.cert(CERTIFICATE_MOUNT).roles()).toContain('operator');
    for (const { name, body } of certificateRoles(await signer.authorities(), { admin: true })) {
      await configure.cert(CERTIFICATE_MOUNT).putRole(name, body);
    }
    await configure.auth.list();
    await configure.read('sys/audit');
    await configure.write('sys/audit/quorate-file', { type: 'file', options: { file_path: '/dev/null' } });
    await expect(configure.policies.put('payments', 'path "kv/*" {}')).rejects.toMatchObject(refused);
    await expect(configure.auth.enable('cert', { type: 'cert' })).rejects.toMatchObject(refused);
    await expect(configure.write('sys/audit/file', { type: 'file' })).rejects.toMatchObject(refused);
  });

  test('the gate’s token can do nothing but end itself', async () => {
    const operator = as(identity('operator'));
    const gate = operator.withToken((await operator.cert(CERTIFICATE_MOUNT).login('gate')).client_token);
    await expect(gate.token.lookupSelf()).rejects.toMatchObject(refused);
    await gate.token.revokeSelf();
    await expect(gate.token.revokeSelf()).rejects.toMatchObject(refused);
  });

  test('a node logs in with its own certificate, takes a snapshot, and reaches nothing else', async () => {
    const node = as(engine.node);
    const agent = node.withToken((await node.cert(CERTIFICATE_MOUNT).login('agent')).client_token);
    const snapshot = await buffer(await agent.raft.snapshot());
    expect(snapshot.length).toBeGreaterThan(1000);
    await expect(agent.raft.configuration()).rejects.toMatchObject(refused);
    await expect(node.cert(CERTIFICATE_MOUNT).login('operator')).rejects.toMatchObject({ status: 400 });
  });

  test('an administrator may do everything', async () => {
    const admin = await login('admin');
    expect(await admin.token.lookupSelf()).toMatchObject({ type: 'service', policies: ['default', 'quorate-admin'] });
    await admin.mounts.list();
    await admin.policies.put('payments', 'path "kv/*" { capabilities = ["read"] }');
  });

  test('nobody logs in to a role that is not on the certificate, nor with one of another authority', async () => {
    const other = new FileSigner(new WorkingStore(new MemoryStore()), 'other');
    await other.prepare();
    const forged = await operatorIdentityFor('admin', new WorkingStore(new MemoryStore()), other);
    for (const [credential, role] of [
      [identity('operator'), 'admin'],
      [identity('operator'), 'agent'],
      [identity('observer'), 'gate'],
      [forged, 'admin'],
    ] as const) {
      await expect(as(credential).cert(CERTIFICATE_MOUNT).login(role)).rejects.toMatchObject({ status: 400 });
    }
    await expect(as(undefined).cert(CERTIFICATE_MOUNT).login('admin')).rejects.toMatchObject({ status: 400 });
  });

  test('the stock client logs in by certificate', async () => {
    const token = await engine.stock(
      identity('admin'),
      'login',
      '-method=cert',
      `-path=${CERTIFICATE_MOUNT}`,
      '-token-only',
      'name=admin',
    );
    expect(token).toMatch(/^hvs\.\S+$/);
  });

  test('a revoked root token is revoked, and the entry forgets it', async () => {
    await root.token.revokeSelf();
    await expect(root.token.lookupSelf()).rejects.toMatchObject(refused);
    expect(await sealed.apply({ event: 'root-revoked' })).toMatchObject({ state: 'confirmed', root_token: null });
  });

  test('an operator may hand over leadership', async () => {
    const operator = await login('operator');
    await operator.stepDown();
  });
});
