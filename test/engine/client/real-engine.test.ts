import { randomInt } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeRootToken, EngineClient, EngineError, type EngineInitReply } from '../../../src/engine/index.js';
import { Authority } from '../support/authority.js';
import { RunningEngine } from '../support/running-engine.js';
import { until } from '../support/until.js';

/** Engines have fixed ports: another run on this machine gets another address. */
const host = `127.96.${randomInt(256)}.${randomInt(1, 255)}`;

describe('EngineClient with a real single node', () => {
  let authority: Authority;
  let engine: RunningEngine;
  let stranger: EngineClient;
  let keys: EngineInitReply;
  let root: EngineClient;

  beforeAll(async () => {
    authority = await Authority.create('test authority');
    engine = await RunningEngine.start(authority, host, 'a-client00', {
      hcl: 'telemetry { prometheus_retention_time = "1m" }',
    });
    stranger = engine.client;
    expect(await stranger.health()).toMatchObject({ code: 501, body: { initialized: false } });
    expect(await stranger.initialized()).toBe(false);
    expect(await stranger.sealStatus()).toMatchObject({ type: 'shamir', initialized: false, sealed: true, n: 0 });
    keys = await stranger.init({ kind: 'unseal', shares: 3, threshold: 2, protection: 'plaintext' });
    expect((await stranger.health()).code).toBe(503);
    const [first = '', second = ''] = keys.shares;
    expect(await stranger.unseal({ key: first })).toMatchObject({ sealed: true, progress: 1, t: 2, n: 3 });
    await stranger.unseal({ key: second });
    await until('the node leads', async () => {
      const { code } = await stranger.health();
      return code === 200 ? true : { not: code };
    });
    root = stranger.withToken(keys.rootToken);
  }, 600_000);

  afterAll(() => engine?.stop());

  test('a cluster is initialized once: the second init is refused with the engine’s words', async () => {
    const again = stranger.init({ kind: 'unseal', shares: 1, threshold: 1, protection: 'plaintext' });
    await expect(again).rejects.toMatchObject({ status: 400, path: 'sys/init' });
  });

  test('without a token the engine says no, and the error names the call', async () => {
    const error = await root
      .withToken(() => undefined)
      .mounts.list()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ status: 403, method: 'GET', path: 'sys/mounts' });
  });

  test('a refused unseal share is not repeated in the error', async () => {
    const share = 'f'.repeat(66);
    await root.write('sys/unseal', { key: share, reset: false }).catch((error: unknown) => {
      expect(String(error)).not.toContain(share);
    });
  });

  test('leader, peers and autopilot agree on the one voter', async () => {
    const leader = await stranger.leader();
    expect(leader).toMatchObject({ ha_enabled: true, is_self: true, leader_address: engine.address });
    expect(leader.raft_applied_index).toBeGreaterThan(0);
    expect(await root.raft.configuration()).toEqual([
      expect.objectContaining({ node_id: 'a-client00', address: `${host}:8201`, leader: true, voter: true }),
    ]);
    const state = await until('autopilot knows the voter', async () => {
      const seen = await root.autopilot.state().catch((error: unknown) => ({ not: error }));
      return 'not' in seen || seen.voters.length === 1 ? seen : { not: seen };
    });
    expect(state).toMatchObject({ leader: 'a-client00', voters: ['a-client00'], failure_tolerance: 0 });
    expect((await root.haStatus())[0]).toMatchObject({ api_address: engine.address, active_node: true });
  });

  test('an autopilot value that is not named stays as it was', async () => {
    await root.autopilot.configure({ min_quorum: 3, server_stabilization_time: '7s' });
    await root.autopilot.configure({ last_contact_threshold: '9s' });
    expect(await root.autopilot.configuration()).toMatchObject({
      cleanup_dead_servers: false,
      min_quorum: 3,
      server_stabilization_time: '7s',
      last_contact_threshold: '9s',
    });
  });

  test('removing an unknown peer is accepted by the engine and changes nothing', async () => {
    await root.raft.removePeer('z-nobody00');
    expect(await root.raft.configuration()).toHaveLength(1);
  });

  test('an audit device is enabled, listed and written to', async () => {
    await root.audit.enable('file', { type: 'file', options: { file_path: engine.auditFile } });
    expect(await root.audit.list()).toMatchObject({ 'file/': { type: 'file' } });
    expect(await engine.audit()).toContain('sys/audit/file');
  });

  test('a policy is written, read back, listed and removed', async () => {
    const text = 'path "sys/leader" { capabilities = ["read"] }';
    await root.policies.put('observer', text);
    expect(await root.policies.get('observer')).toBe(text);
    expect(await root.policies.list()).toContain('observer');
    await root.policies.remove('observer');
    expect(await root.policies.get('observer')).toBeNull();
  });

  test('a certificate of our authority logs in to exactly its role', async () => {
    await root.auth.enable('cert', { type: 'cert' });
    expect(await root.auth.list()).toMatchObject({ 'cert/': { type: 'cert' } });
    await root.cert().putRole('operator', {
      certificate: authority.pem,
      allowed_common_names: ['operator'],
      token_policies: ['default'],
      token_ttl: '5m',
    });
    expect(await root.cert().roles()).toEqual(['operator']);
    expect(await root.cert().role('operator')).toMatchObject({ allowed_common_names: ['operator'], token_ttl: 300 });
    expect(await root.cert().role('nobody')).toBeNull();
    const login = async (commonName: string) => {
      const tls = { ca: authority.pem, ...(await authority.issue(commonName)) };
      const client = new EngineClient({ address: engine.address, tls });
      return client
        .cert()
        .login('operator')
        .finally(() => client.close());
    };
    expect(await login('operator')).toMatchObject({ lease_duration: 300, token_type: 'service' });
    await expect(login('somebody')).rejects.toMatchObject({ status: 400 });
  });

  test('a revoked token is gone', async () => {
    const grant = await root.token.create({ policies: ['default'], ttl: '1m' });
    const bearer = stranger.withToken(grant.client_token);
    expect(await bearer.token.lookupSelf()).toMatchObject({ policies: ['default'], orphan: false });
    await bearer.token.revokeSelf();
    await expect(bearer.token.lookupSelf()).rejects.toMatchObject({ status: 403 });
  });

  test('an orphan of a token role can use the transit key it is for', async () => {
    await root.mounts.enable('transit', { type: 'transit' });
    expect(await root.transit().key('unseal')).toBeNull();
    await root.transit().createKey('unseal');
    await root.transit().createKey('unseal');
    expect(await root.transit().key('unseal')).toMatchObject({ name: 'unseal', latest_version: 1 });
    await root.policies.put('unseal', 'path "transit/encrypt/unseal" { capabilities = ["update"] }');
    await root.token.putRole('member', { allowed_policies: ['unseal'], orphan: true, token_period: '24h' });
    const grant = await root.token.create({ role: 'member', policies: ['unseal'] });
    const member = stranger.withToken(grant.client_token);
    const plaintext = Buffer.from('root key').toString('base64');
    const answer = await member.write('transit/encrypt/unseal', { plaintext });
    expect(answer.data?.['ciphertext']).toMatch(/^vault:v1:/);
  });

  test('key-value version 2 keeps versions and refuses a stale write', async () => {
    await root.mounts.enable('kv', { type: 'kv', options: { version: '2' } });
    const kv = root.kv2('kv');
    await until('the mount is upgraded', async () => {
      return kv.put('app/db', { user: 'one' }, { cas: 0 }).catch((error: unknown) => ({ not: error }));
    });
    expect(await kv.put('app/db', { user: 'two' })).toBe(2);
    await expect(kv.put('app/db', { user: 'three' }, { cas: 1 })).rejects.toMatchObject({ status: 400 });
    expect(await kv.get('app/db')).toEqual({ data: { user: 'two' }, version: 2 });
    expect(await kv.get('app/none')).toBeNull();
    expect(await kv.list('')).toEqual(['app/']);
    await kv.remove('app/db');
    expect(await kv.list('')).toEqual([]);
  });

  test('plain read and write tell nothing there from a wrong path', async () => {
    await root.mounts.enable('plain', { type: 'kv', options: { version: '1' } });
    expect(await root.write('plain/x', { colour: 'blue' })).toEqual({});
    expect(await root.read('plain/x')).toEqual({ colour: 'blue' });
    expect(await root.list('plain')).toEqual(['x']);
    await root.remove('plain/x');
    expect(await root.read('plain/x')).toBeNull();
    await expect(root.read('nowhere/x')).rejects.toMatchObject({ status: 404 });
    await root.mounts.disable('plain');
    expect(await root.mounts.list()).not.toHaveProperty('plain/');
  });

  test('a snapshot is a stream that the same cluster takes back', async () => {
    await root.policies.put('before', 'path "a" { capabilities = ["read"] }');
    const archive = await buffer(await root.raft.snapshot());
    expect(archive.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    await root.policies.remove('before');
    await root.raft.snapshotRestore(Readable.from(archive), { force: false });
    const restored = await until(
      'the restored policy is back',
      async () => (await root.policies.get('before').catch(() => null)) ?? { not: 'no policy' },
    );
    expect(restored).toContain('read');
  });

  test('the version that leads is in the history, and the host tells about itself', async () => {
    const { body } = await stranger.health();
    expect((await root.system.versionHistory()).map(({ version }) => version)).toEqual([body?.version]);
    expect((await root.system.hostInfo()).host?.os).toBe('linux');
    expect(await root.system.sanitizedConfiguration()).toMatchObject({ storage: { type: 'raft' } });
    expect(await root.system.metrics()).toContain('vault_core_unsealed');
  });

  test('a quorum of shares makes another root token, which revokes itself', async () => {
    const generate = stranger.generateRoot();
    const { nonce, otp = '', required } = await generate.start();
    expect(required).toBe(2);
    let progress = await generate.status();
    for (const share of keys.shares.slice(1)) progress = await generate.update(share, nonce);
    expect(progress.complete).toBe(true);
    const token = decodeRootToken(progress.encoded_token, otp);
    const second = stranger.withToken(token);
    expect((await second.token.lookupSelf()).policies).toEqual(['root']);
    await second.token.revokeSelf();
    await expect(second.token.lookupSelf()).rejects.toMatchObject({ status: 403 });
  });

  test('a rekey can be begun, looked at and called off', async () => {
    const rekey = stranger.rekey();
    expect(await rekey.status()).toMatchObject({ started: false });
    const badKey = rekey.start({ secret_shares: 1, secret_threshold: 1, pgp_keys: ['bm90IGEga2V5'] });
    await expect(badKey).rejects.toThrow(EngineError);
    const { nonce } = await rekey.start({ secret_shares: 1, secret_threshold: 1 });
    const [share = ''] = keys.shares;
    expect(await rekey.update(share, nonce)).toMatchObject({ complete: false, keys: [] });
    expect(await rekey.status()).toMatchObject({ started: true, progress: 1, required: 2 });
    await rekey.cancel(nonce);
    expect(await rekey.status()).toMatchObject({ started: false });
  });
});
