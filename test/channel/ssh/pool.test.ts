import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type AgentChannel,
  AgentUnreachable,
  newSshKeyPair,
  SshPool,
  SshSession,
  type SshTarget,
} from '../../../src/channel/index.js';
import { QuorateError, reasonOf } from '../../../src/schema/index.js';
import { temporaryFolder } from '../../operation/support/temporary-folder.js';
import { HAS_SSHD, Sshd } from '../support/sshd.js';

/** An agent that answers with the path it was asked for; never for /silence, and for /held once it is asked to /release. */
async function agentSocket(): Promise<{ path: string; asked: string[] }> {
  const path = join(await temporaryFolder(), 'agent.sock');
  const asked: string[] = [];
  const held: (() => void)[] = [];
  const server = createHttpServer((request, response) => {
    const { url = '' } = request;
    asked.push(url);
    const answer = () => response.end(JSON.stringify({ path: url }));
    if (url === '/held') return held.push(answer);
    if (url === '/release') for (const release of held) release();
    return url === '/silence' ? undefined : answer();
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { path, asked };
}

function pool(): SshPool {
  const made = new SshPool();
  onTestFinished(() => made.close());
  return made;
}

const ask = (channel: AgentChannel, path = '/v1/status', timeoutMs = 5_000) =>
  channel.request({ method: 'GET', path, timeoutMs });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );

describe.skipIf(!HAS_SSHD)('an agent behind a real SSH server', () => {
  it('answers over the forwarded socket, and all exchanges with one machine share one connection', async () => {
    const [sshd, agent] = [await Sshd.start(), await agentSocket()];
    const channels = pool();
    const at = (path: string) => ask(channels.channel(sshd.target, agent.path), path);
    const replies = [...(await Promise.all([at('/a'), at('/b'), at('/c')])), await at('/d')];
    expect(replies.map(({ body }) => body)).toEqual(['/a', '/b', '/c', '/d'].map((path) => ({ path })));
    expect(sshd.logins()).toBe(1);
  });

  it('is never spoken to when another host key is shown: the refusal names both fingerprints', async () => {
    const [sshd, agent] = [await Sshd.start(), await agentSocket()];
    const other = await newSshKeyPair('another machine');
    const target: SshTarget = { ...sshd.target, hostKey: other.publicKey };
    const error = await failure(ask(pool().channel(target, agent.path)));
    expect(error).toBeInstanceOf(QuorateError);
    expect(error).toMatchObject({ code: 'QRT-HOST-KEY' });
    expect(reasonOf(error)).toMatch(/expected the host key SHA256:[\w+/]{43}, received SHA256:[\w+/]{43}$/);
    expect(sshd.log()).not.toContain('Accepted');
    expect(agent.asked).toEqual([]);
  });

  it('says that the operator is not let in when its key is not accepted', async () => {
    const [sshd, agent, stranger] = [await Sshd.start(), await agentSocket(), await newSshKeyPair('stranger')];
    const target = { ...sshd.target, privateKey: stranger.privateKey };
    expect(await failure(ask(pool().channel(target, agent.path)))).toMatchObject({ code: 'QRT-SSH-REFUSED' });
  });

  it('is reached through a key that is restricted to forwarding, which gives no shell', async () => {
    const [sshd, agent] = [await Sshd.start('restrict,port-forwarding,command="/usr/bin/false"'), await agentSocket()];
    expect((await ask(pool().channel(sshd.target, agent.path), '/x')).body).toEqual({ path: '/x' });
    const session = await SshSession.connect(sshd.target);
    onTestFinished(() => session.close());
    expect(await session.run('id')).toEqual({ code: 1, stdout: '', stderr: '' });
  });

  it('is reached again over a new connection after the old one broke', async () => {
    const [sshd, agent] = [await Sshd.start(), await agentSocket()];
    const channel = pool().channel(sshd.target, agent.path);
    await ask(channel);
    sshd.signalConnections('SIGKILL');
    await expect.poll(() => ask(channel).then(({ status }) => status, reasonOf)).toBe(200);
    expect(sshd.logins()).toBe(2);
  });

  it('is asked over a new connection after one that went silent: it may be cut off', async () => {
    const [sshd, agent] = [await Sshd.start(), await agentSocket()];
    const channel = pool().channel(sshd.target, agent.path);
    await ask(channel);
    sshd.signalConnections('SIGSTOP');
    expect(await failure(ask(channel, '/v1/status', 200))).toBeInstanceOf(AgentUnreachable);
    expect((await ask(channel)).status).toBe(200);
    expect(sshd.logins()).toBe(2);
  });

  it('does not lose one exchange because another one on the same connection was given up', async () => {
    const [sshd, agent] = [await Sshd.start(), await agentSocket()];
    const channel = pool().channel(sshd.target, agent.path);
    const held = ask(channel, '/held');
    await expect.poll(() => agent.asked).toContain('/held');
    expect(reasonOf(await failure(ask(channel, '/silence', 50)))).toContain('timeout');
    await ask(channel, '/release');
    expect((await held).body).toEqual({ path: '/held' });
  });

  it('is left with the caller’s own reason when the caller gives up', async () => {
    const [sshd, agent] = [await Sshd.start(), await agentSocket()];
    const caller = new AbortController();
    const channel = pool().channel(sshd.target, agent.path);
    const asked = channel.request({ method: 'GET', path: '/silence', signal: caller.signal });
    caller.abort(new Error('the lock was lost'));
    await expect(asked).rejects.toThrow('the lock was lost');
  });

  it('is unreachable while its socket is not there, which says nothing of its machine', async () => {
    const sshd = await Sshd.start();
    const error = await failure(ask(pool().channel(sshd.target, '/nonexistent/agent.sock')));
    expect(error).toBeInstanceOf(AgentUnreachable);
    expect(reasonOf(error)).toContain('/nonexistent/agent.sock');
  });
});

describe('a machine is unreachable when', () => {
  const target = async (port: number): Promise<SshTarget> => {
    const [host, operator] = [await newSshKeyPair('host'), await newSshKeyPair('operator')];
    return { host: '127.0.0.1', port, user: 'operator', privateKey: operator.privateKey, hostKey: host.publicKey };
  };
  const listening = async (greeting: string): Promise<number> => {
    const server = createServer((socket) => socket.on('error', () => undefined).write(greeting));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void server.close());
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  };

  it('nothing listens', async () => {
    const error = await failure(ask(pool().channel(await target(1), '/agent.sock')));
    expect(error).toBeInstanceOf(AgentUnreachable);
    expect(reasonOf(error)).toContain('operator@127.0.0.1:1');
  });

  it.each([
    ['it accepts and says nothing', ''],
    ['it speaks another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ])('%s', async (_, greeting) => {
    const channel = pool().channel(await target(await listening(greeting)), '/agent.sock');
    expect(await failure(ask(channel, '/', 300))).toBeInstanceOf(AgentUnreachable);
  });
});
