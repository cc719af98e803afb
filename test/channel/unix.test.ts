import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AgentUnreachable, unixChannel } from '../../src/channel/index.js';
import { reasonOf } from '../../src/schema/index.js';
import { temporaryFolder } from '../operation/support/temporary-folder.js';

/** A server on a unix socket that does this to every connection. */
async function behind(treat: (socket: Socket) => void): Promise<string> {
  const path = join(await temporaryFolder(), 'agent.sock');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    treat(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  return path;
}

const answering = (text: string) => behind((socket) => socket.once('data', () => socket.end(text)));
const http = (status: number, body: string, length = Buffer.byteLength(body)) =>
  `HTTP/1.1 ${status} X\r\ncontent-length: ${length}\r\n\r\n${body}`;
const get = (path: string, timeoutMs?: number) =>
  unixChannel(path).request({ method: 'GET', path: '/v1/status', ...(timeoutMs === undefined ? {} : { timeoutMs }) });

describe('an agent is unreachable, which says nothing of its machine, when', () => {
  it.each([
    ['nobody listens', async () => join(await temporaryFolder(), 'none.sock')],
    ['it hangs up without a word', () => behind((socket) => socket.destroy())],
    ['it does not speak HTTP', () => answering('SSH-2.0-OpenSSH_9.9\r\n')],
    ['its answer is no JSON', () => answering(http(200, '<html>'))],
    ['its answer is cut off', () => answering(http(200, '{"a":', 100))],
  ])('%s', async (_, prepare) => {
    const path = await prepare();
    const error = await get(path).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AgentUnreachable);
    expect(reasonOf(error)).toContain(path);
  });

  it('it does not answer in time', async () => {
    const path = await behind(() => undefined);
    await expect(get(path, 20)).rejects.toThrow(AgentUnreachable);
  });

  it('it begins to answer and does not finish in time', async () => {
    const path = await behind((socket) => socket.once('data', () => socket.write(http(200, '{"a":', 100))));
    await expect(get(path, 50)).rejects.toThrow(AgentUnreachable);
  });
});

describe('an exchange over a unix socket', () => {
  it('gives a refusal as a reply, because the agent did answer', async () => {
    expect(await get(await answering(http(409, '{"code":"QRT-X"}')))).toEqual({ status: 409, body: { code: 'QRT-X' } });
  });

  it('gives undefined for an empty body', async () => {
    expect(await get(await answering(http(204, '')))).toEqual({ status: 204, body: undefined });
  });

  it('sends the body as JSON with its length in bytes', async () => {
    let seen = '';
    const path = await behind((socket) =>
      socket.on('data', (part) => {
        seen += part.toString();
        if (seen.endsWith('"ü"')) socket.end(http(204, ''));
      }),
    );
    await unixChannel(path).request({ method: 'PUT', path: '/v1/x?y=z', body: 'ü' });
    expect(seen).toMatch(/^PUT \/v1\/x\?y=z HTTP\/1\.1\r\n/);
    expect(seen.toLowerCase()).toContain('content-type: application/json');
    expect(seen.toLowerCase()).toContain('content-length: 4');
  });

  it('ends at once, with the caller’s own reason, when the caller gives up', async () => {
    const path = await behind(() => undefined);
    const caller = new AbortController();
    const asked = unixChannel(path).request({ method: 'GET', path: '/', signal: caller.signal });
    caller.abort(new Error('the lock was lost'));
    await expect(asked).rejects.toThrow('the lock was lost');
  });
});
