import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentUnreachable } from '../../src/channel/index.js';
import { bundle, decryptMessage, ensureKeyPair, FileSigner, WorkingStore } from '../../src/custody/index.js';
import { EngineClient, EngineUnreachable } from '../../src/engine/index.js';
import type { InitReply, InitRequest } from '../../src/schema/index.js';
import { Authority, type Credential } from '../engine/support/authority.js';
import { testEngine } from '../engine/support/test-engine.js';
import { until } from '../engine/support/until.js';
import { MemoryStore } from '../operation/support/memory-store.js';
import { AgentProcess } from './support/agent-process.js';
import { CONFIGURATION, IDENTITY } from './support/machine.js';

/** Hostile on purpose: it must arrive in the engine as it is. */
const CLUSTER_NAME = 'a "vault" ${x';
const ADDRESS = `https://${IDENTITY.address}:8200`;

let machine: AgentProcess;
let working: WorkingStore;
let signer: FileSigner;
let request: InitRequest;
let reply: InitReply;
let share: string;

beforeAll(async () => {
  machine = await AgentProcess.start(IDENTITY, await testEngine());
  working = new WorkingStore(new MemoryStore());
  signer = new FileSigner(working, 'test');
  await signer.prepare();
  const [lab, bootstrap] = [await ensureKeyPair(working, 'lab'), await ensureKeyPair(working, 'bootstrap')];
  request = {
    operation: 'init-1',
    seal: 'shamir',
    shares: 1,
    threshold: 1,
    recipients: [lab.public],
    root_recipient: bootstrap.public,
  };
}, 300_000);
afterAll(() => machine.stop(), 30_000);

/** Looks at the engine over its listener as whoever the credential says; what came of it. */
async function knock(credential?: Credential): Promise<'answered' | 'refused'> {
  const ca = bundle((await signer.authorities()).server);
  const client = new EngineClient({ address: ADDRESS, tls: { ca, ...credential } });
  try {
    await client.sealStatus();
    return 'answered';
  } catch (error) {
    if (error instanceof EngineUnreachable && error.kind !== 'refused') return 'refused';
    throw error;
  } finally {
    await client.close();
  }
}

const answers = () =>
  until('the engine answers its agent', async () => {
    const { engine } = await machine.agent.status();
    return engine.health_code === null ? { not: engine } : engine;
  });

describe('before it is enrolled', () => {
  it('a machine runs no engine and takes no configuration', async () => {
    const refused = machine.agent.configure({ configuration: CONFIGURATION });
    await expect(refused).rejects.toMatchObject({ code: 'QRT-NOT-ENROLLED' });
    expect((await machine.agent.status()).engine.process).toBe('stopped');
  });

  it('takes no certificate over another key than its own', async () => {
    const authority = await Authority.create('someone');
    const { cert } = await authority.issue(IDENTITY.machine_id);
    const refused = machine.agent.enrol({ certificate: cert, server_ca: authority.pem, client_ca: authority.pem });
    await expect(refused).rejects.toMatchObject({ code: 'QRT-ENROL-KEY' });
    expect((await machine.agent.status()).enrolled).toBe(false);
  });
});

describe('a closed engine', () => {
  beforeAll(async () => {
    const { csr } = await machine.agent.certificateRequest();
    const { machine_id, address } = IDENTITY;
    const identity = { machine_id, address, cluster_name: 'vault', balancer_address: null };
    const { certificate } = await signer.signServer(csr, identity);
    const { server, client } = await signer.authorities();
    await machine.agent.enrol({ certificate, server_ca: bundle(server), client_ca: bundle(client) });
    await machine.agent.configure({ configuration: { ...CONFIGURATION, cluster_name: CLUSTER_NAME, peers: [] } });
    await answers();
  }, 60_000);

  it('answers its own agent', async () => {
    const { engine, listener, enrolled } = await machine.agent.status();
    expect([listener, enrolled, engine.health_code, engine.initialized]).toEqual(['closed', true, 501, false]);
  });

  it('refuses whoever shows no certificate', async () => {
    expect(await knock()).toBe('refused');
  });

  it('refuses the operator’s own certificate and the machine’s, which open it once it is public', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const { certificate } = await signer.signClient('operator', publicKey);
    expect(await knock({ cert: certificate, key: privateKey })).toBe('refused');
    const { tls } = machine.home;
    expect(await knock({ cert: machine.read(tls.certificate), key: machine.read(tls.key) })).toBe('refused');
  });
});

describe('initialize, open, unseal', () => {
  it('keeps the encrypted reply on the node before it answers', async () => {
    expect(await machine.agent.initialization()).toEqual({ state: 'none' });
    reply = await machine.agent.initialize(request);
    expect(await machine.agent.initialization()).toEqual({ state: 'replied', reply });
    expect(reply).toMatchObject({ operation: 'init-1', node_id: IDENTITY.machine_id, kind: 'unseal' });
    share = await decryptMessage(reply.shares[0] ?? '', await ensureKeyPair(working, 'lab'));
    for (const file of [machine.home.initialization, machine.home.engineLog, machine.home.state]) {
      expect(machine.read(file)).not.toContain(share);
    }
  });

  it('answers the same operation with the same reply and initializes nothing again', async () => {
    expect(await machine.agent.initialize(request)).toEqual(reply);
  });

  it('forgets the reply for the operation that made it and for no other', async () => {
    await machine.agent.forgetInitialization('another');
    expect((await machine.agent.initialization()).state).toBe('replied');
    await machine.agent.forgetInitialization('init-1');
    expect(await machine.agent.initialization()).toEqual({ state: 'none' });
  });

  it('never initializes an engine that is initialized already', async () => {
    await expect(machine.agent.initialize(request)).rejects.toMatchObject({ code: 'QRT-INIT-EXISTS' });
  });

  it('opens to clients, and stays sealed until it has its shares', async () => {
    await machine.agent.open();
    await machine.agent.open();
    expect(await knock()).toBe('answered');
    const { engine, listener, admitted } = await machine.agent.status();
    expect([listener, admitted, engine.sealed]).toEqual(['public', false, true]);
  });

  it('says that shares are wrong', async () => {
    const wrong = machine.agent.unseal({ key: '00'.repeat(32) });
    await expect(wrong).rejects.toMatchObject({ code: 'QRT-WRONG-SHARE' });
    expect((await machine.agent.status()).engine.sealed).toBe(true);
  });

  it('unseals, leads, and carries the cluster’s name as it was delivered', async () => {
    await machine.agent.unseal({ key: share });
    await until('the node leads', async () => {
      const { engine } = await machine.agent.status();
      return engine.health_code === 200 ? true : { not: engine };
    });
    const client = new EngineClient({ address: ADDRESS, tls: { ca: bundle((await signer.authorities()).server) } });
    expect((await client.sealStatus()).cluster_name).toBe(CLUSTER_NAME);
    await client.close();
  });
});

describe('after its service', () => {
  it('a wiped node is empty, closed and not admitted', async () => {
    await machine.agent.setAdmitted(true);
    await machine.agent.wipe();
    const engine = await answers();
    const { listener, admitted } = await machine.agent.status();
    expect([engine.initialized, engine.has_data, listener, admitted]).toEqual([false, false, 'closed', false]);
    expect(await knock()).toBe('refused');
  });

  it('a node that left keeps its engine stopped, whatever is delivered to it', async () => {
    await machine.agent.leave();
    await machine.agent.configure({ configuration: CONFIGURATION });
    const { engine } = await machine.agent.status();
    expect([engine.process, engine.pid, engine.health_code]).toEqual(['stopped', null, null]);
  });

  it('the agent takes its engine and its socket with it when it ends', async () => {
    await machine.agent.wipe();
    const { pid } = await answers();
    await machine.stop();
    expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
    await expect(machine.agent.status()).rejects.toThrow(AgentUnreachable);
  }, 30_000);
});
