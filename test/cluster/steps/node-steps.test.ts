import { describe, expect, it } from 'vitest';
import { setAutopilot } from '../../../src/cluster/steps/autopilot.js';
import { configure } from '../../../src/cluster/steps/configure.js';
import { confirmKeys, initialize } from '../../../src/cluster/steps/initialize.js';
import { migrateSeal } from '../../../src/cluster/steps/migrate-seal.js';
import { unseal } from '../../../src/cluster/steps/unseal.js';
import { ensureKeyPair } from '../../../src/custody/index.js';
import { CLUSTER_ID, intent, reply } from '../../custody/support/initialization.js';
import { THREE } from '../spec/example.js';
import { context, engine } from './support/context.js';
import { encryptedTo } from './support/encrypted.js';

const [A] = THREE;

describe('autopilot', () => {
  it('is told the settings that are named, and keeps the others; durations are whole seconds', async () => {
    const asked: unknown[] = [];
    const autopilot = { configure: async (body: unknown) => void asked.push(body) };
    const steps = context({ engines: { [A]: engine(200, { autopilot }) } });
    await setAutopilot(steps, { serverStabilizationTime: 1 });
    await setAutopilot(steps, { cleanupDeadServers: false, minQuorum: 0, lastContactThreshold: 10 });
    expect(asked).toEqual([
      { server_stabilization_time: '1s' },
      { cleanup_dead_servers: false, min_quorum: 0, last_contact_threshold: '10s' },
    ]);
  });
});

describe('configuration', () => {
  it.each([
    ['brings a token for the seal to a node that starts with it', null, null, { seal_token: 'token' }],
    ['brings one to a node that is going to have that seal', 'sha256:before', 'shamir', { seal_token: 'token' }],
    ['leaves a node its own token later', 'sha256:before', 'transit', {}],
  ])('%s', async (_, digest, seal, expected) => {
    const asked: Record<string, unknown>[] = [];
    const agent = {
      status: async () => ({ configuration: { digest }, engine: { seal_type: seal } }),
      configure: async (body: Record<string, unknown>) => void asked.push(body),
    };
    await configure(context({ agents: { [A]: agent }, sealToken: 'token' }), A);
    const [{ configuration, ...rest } = {}] = asked;
    expect(configuration).toMatchObject({ cluster_name: 'vault' });
    expect(rest).toEqual(expected);
  });
});

describe('keys', () => {
  it('are forgotten by the node only once custody has bound them to their cluster', async () => {
    const forgotten: unknown[] = [];
    const agent = {
      forgetInitialization: async (operation: string) =>
        void forgotten.push([operation, (await steps.access.sealed.read())?.state]),
    };
    const steps = context({ agents: { [reply.node_id]: agent } });
    await steps.access.sealed.apply({ event: 'intend', intent });
    await steps.access.sealed.apply({ event: 'reply', reply });
    await confirmKeys(steps, CLUSTER_ID);
    expect(forgotten).toEqual([[intent.operation, 'confirmed']]);
  });

  it('are never asked for while one machine of the cluster is silent: it could hold a cluster', async () => {
    const empty = { initialized: false, has_data: false, cluster_id: null };
    const status = { engine: empty, listener: 'closed', configuration: { digest: 'sha256:1', restart_needed: false } };
    const answering = { status: async () => status, initialization: async () => ({ state: 'none' }) };
    const silent = { status: () => Promise.reject(new Error('no answer')) };
    const [a, b, c] = THREE;
    const steps = context({ agents: { [a]: answering, [b]: answering, [c]: silent } });
    Object.assign(steps.access.platform, { targets: async () => new Map() });
    await expect(initialize(steps, a)).rejects.toMatchObject({
      code: 'QRT-NODE-UNREACHABLE',
      message: expect.stringContaining(c),
    });
    expect(await steps.access.sealed.read()).toBeUndefined();
  });
});

describe('unsealing unattended', () => {
  it('gives as many shares as are needed, each opened with the key of the lab, and waits until it is open', async () => {
    const given: string[] = [];
    const agent = {
      unseal: async ({ key }: { key: string }) => void given.push(key),
      status: async () => ({ engine: { sealed: given.length < intent.threshold } }),
    };
    const steps = context({ agents: { [A]: agent } });
    const lab = await ensureKeyPair(steps.access.working, 'lab');
    const shares = await Promise.all(['aa', 'bb', 'cc'].map((share) => encryptedTo(lab, share)));
    await steps.access.sealed.apply({ event: 'intend', intent });
    await steps.access.sealed.apply({ event: 'reply', reply: { ...reply, shares } });
    await unseal(steps, A);
    expect(given).toEqual(['aa', 'bb']);
  });

  it('is refused where custody holds no shares', async () => {
    await expect(unseal(context(), A)).rejects.toThrow(`no shares to unseal ${A}`);
  });
});

it.each([
  { from: 'transit', restart_needed: true, restarts: true },
  { from: 'transit', restart_needed: false, restarts: false },
  { from: 'shamir', restart_needed: false, restarts: true },
])(
  'a node is started with another seal unless it was already, and once more with the one it has ($from, $restart_needed)',
  async ({ from, restart_needed, restarts }) => {
    const done: string[] = [];
    const agent = {
      status: async () => ({
        configuration: { digest: 'sha256:before', restart_needed },
        engine: { seal_type: 'shamir' },
      }),
      configure: async () => void done.push('configure'),
      restart: async () => void done.push('restart'),
    };
    const step = { type: 'migrate-seal', node: A, from, to: 'shamir' } as const;
    await migrateSeal(context({ agents: { [A]: agent }, sealToken: 'token' }), step);
    expect(done).toEqual(restarts ? ['configure', 'restart'] : ['configure']);
  },
);
