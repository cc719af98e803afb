import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dispatch } from '../../../src/agent/http/router.js';
import { verbs } from '../../../src/agent/http/verbs.js';
import { ensureKeys } from '../../../src/agent/keys/keys.js';
import type { Node } from '../../../src/agent/node.js';
import { status } from '../../../src/agent/verbs/status.js';
import { AgentClient, unixChannel } from '../../../src/channel/index.js';
import { digestOf } from '../../../src/schema/index.js';
import { fakeNode } from '../support/fake-node.js';
import { CONFIGURATION, IDENTITY } from '../support/machine.js';
import { ask, serve } from '../support/socket-server.js';

/** The verbs of a node over a real socket, and the operator's client of it. */
async function reach(node: Node) {
  const routes = verbs(node);
  const socket = await serve((request, response) => void dispatch(routes, request, response));
  return { socket, agent: new AgentClient(unixChannel(socket)) };
}

/** As after an enrolment, which needs a signer. */
async function enrolled(node: Node): Promise<void> {
  ensureKeys(node.home, IDENTITY.machine_id);
  const door = readFileSync(node.home.tls.doorCertificate);
  writeFileSync(node.home.tls.certificate, door);
  writeFileSync(node.home.tls.serverCa, door);
}

describe('the verbs of a member', () => {
  it('tell of a machine that has only booted', async () => {
    const { agent } = await reach(fakeNode().node);
    expect(await agent.status()).toMatchObject({
      identity: IDENTITY,
      enrolled: false,
      configuration: { digest: null, restart_needed: false },
      certificate: null,
      listener: 'closed',
      admitted: false,
      engine: { process: 'stopped', health_code: null, has_data: false },
    });
  });

  it('take configuration once the machine is enrolled, keep the token 0600 beside it, and start the engine', async () => {
    const { node, calls } = fakeNode();
    await enrolled(node);
    const { agent } = await reach(node);
    const seal = { type: 'transit', address: 'https://s:8200', key_name: 'k', mount_path: 'transit' } as const;
    const configuration = { ...CONFIGURATION, seal };
    await agent.configure({ configuration, seal_token: 'hvs.canary' });
    expect(calls).toEqual(['start']);
    expect(readFileSync(node.home.configuration, 'utf8')).toContain('token = "hvs.canary"');
    expect(readFileSync(node.home.state, 'utf8')).not.toContain('canary');
    await agent.configure({ configuration: { ...configuration, ui: true } });
    const answer = await agent.status().catch((error: unknown) => String(error));
    expect(JSON.stringify(answer)).not.toContain('canary');
    expect(readFileSync(node.home.configuration, 'utf8')).toContain('token = "hvs.canary"');
  });

  it('let operators in by their keys, and take nothing else for one', async () => {
    const { node } = fakeNode();
    mkdirSync(join(node.home.root, 'config'), { recursive: true });
    const { agent } = await reach(node);
    await agent.admitOperators(['ssh-ed25519 AAAAold one', 'ssh-ed25519 AAAAnew']);
    const file = join(node.home.root, 'config', 'operators');
    expect(readFileSync(file, 'utf8')).toBe(
      'restrict,port-forwarding ssh-ed25519 AAAAold one\nrestrict,port-forwarding ssh-ed25519 AAAAnew\n',
    );
    for (const keys of [[], ['ssh-ed25519 AAAA\ncommand="sh" ssh-ed25519 AAAA'], ['ssh-rsa AAAA']]) {
      await expect(agent.admitOperators(keys)).rejects.toThrow();
    }
    expect(readFileSync(file, 'utf8')).toContain('AAAAnew');
  });

  it('leave an engine that hangs alone when only the machine is asked about', async () => {
    const asked: string[] = [];
    const hang = (call: string) => () => {
      asked.push(call);
      return new Promise<never>(() => undefined);
    };
    const { node } = fakeNode({ health: hang('health'), sealStatus: hang('seal'), leader: hang('leader') });
    await enrolled(node);
    await node.supervisor.start();
    expect(await status(node, false)).toMatchObject({ engine: { process: 'running', health_code: null } });
    expect(asked).toEqual([]);
  });

  it('say by digest which configuration was delivered', async () => {
    const { node } = fakeNode();
    node.memory.update({ configuration: CONFIGURATION });
    const { agent } = await reach(node);
    expect((await agent.status()).configuration.digest).toBe(digestOf(CONFIGURATION));
  });

  it('admit and withdraw, durably', async () => {
    const { node } = fakeNode();
    const { agent } = await reach(node);
    await agent.setAdmitted(true);
    expect(JSON.parse(readFileSync(node.home.state, 'utf8')).admitted).toBe(true);
    await agent.setAdmitted(false);
    expect(JSON.parse(readFileSync(node.home.state, 'utf8')).admitted).toBe(false);
  });

  it('take a node out of service with one word: not admitted, engine stopped', async () => {
    const { node, calls } = fakeNode();
    node.memory.update({ admitted: true });
    await (await reach(node)).agent.leave();
    expect(calls).toEqual(['stop']);
    expect(node.memory.get()).toMatchObject({ admitted: false, left: true });
  });

  it('change nothing of a request that they do not understand, and do not repeat it', async () => {
    const { node } = fakeNode();
    const { socket } = await reach(node);
    const { status, text } = await ask(socket, 'PUT', '/v1/admitted', '{"admitted":"hvs.canary"}');
    expect(status).toBe(400);
    expect(text).toContain('admitted (invalid_type)');
    expect(text).not.toContain('canary');
    expect(node.memory.get().admitted).toBe(false);
  });
});

describe('verbs that change a node', () => {
  it('run one at a time, while looking stays possible', async () => {
    const { node, calls } = fakeNode();
    let finish = (): void => undefined;
    const stopped = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const slow = { ...node.supervisor, process: 'stopped', stop: () => stopped.then(() => void calls.push('stop')) };
    const { agent } = await reach({ ...node, supervisor: slow } as unknown as Node);
    const leaving = agent.leave();
    const admitting = agent.setAdmitted(true).then(() => calls.push('admitted'));
    expect((await agent.status()).identity).toEqual(IDENTITY);
    expect(calls).toEqual([]);
    finish();
    await Promise.all([leaving, admitting]);
    expect(calls).toEqual(['stop', 'admitted']);
  });
});

describe('roles', () => {
  it('give a member no verbs of a seal server, and a seal server none of a member', async () => {
    const member = await reach(fakeNode().node);
    const seal = await reach(fakeNode({}, { identity: { ...IDENTITY, role: 'seal' } }).node);
    const statusOf = async (socket: string, method: string, path: string) => (await ask(socket, method, path)).status;
    expect(await statusOf(member.socket, 'PUT', '/v1/transit')).toBe(404);
    expect(await statusOf(member.socket, 'POST', '/v1/transit/token')).toBe(404);
    for (const verb of ['init', 'join', 'open', 'unseal', 'wipe']) {
      expect(await statusOf(seal.socket, 'POST', `/v1/${verb}`)).toBe(404);
    }
  });

  it('let a seal server issue no token before it is set up', async () => {
    const { agent } = await reach(fakeNode({}, { identity: { ...IDENTITY, role: 'seal' } }).node);
    await expect(agent.transitToken('a-1a2b3c4d')).rejects.toMatchObject({ code: 'QRT-SEAL-NOT-READY' });
  });
});
