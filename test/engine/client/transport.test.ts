import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { EngineClient, type EngineClientOptions, EngineError, EngineUnreachable } from '../../../src/engine/index.js';
import { Authority } from '../support/authority.js';
import { TlsServer } from '../support/tls-server.js';

const HOST = '127.64.202.1';
let authority: Authority;
let server: TlsServer;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const requests: { method: string | undefined; url: string | undefined; token: unknown }[] = [];
const clients: EngineClient[] = [];

beforeAll(async () => {
  authority = await Authority.create('test authority');
  server = await TlsServer.start(authority, HOST, (request, response) => {
    requests.push({ method: request.method, url: request.url, token: request.headers['x-vault-token'] });
    answer(request, response);
  });
});

afterEach(async () => {
  requests.length = 0;
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

afterAll(() => server.stop());

function open(options: Partial<EngineClientOptions> = {}): EngineClient {
  const client = new EngineClient({ address: server.address, tls: { ca: authority.pem }, ...options });
  clients.push(client);
  return client;
}

const respond = (status: number, body: string, headers: Record<string, string> = {}) => {
  answer = (_, response) => response.writeHead(status, headers).end(body);
};

const failureOf = async (call: Promise<unknown>): Promise<EngineUnreachable> => {
  const error = await call.catch((thrown: unknown) => thrown);
  if (error instanceof EngineUnreachable) return error;
  throw new Error(`expected EngineUnreachable, received ${String(error)}`);
};

test('tokens only travel over TLS: any other address is refused', () => {
  expect(() => new EngineClient({ address: 'http://127.0.0.1:8200' })).toThrow('https://');
});

test('a redirect is an answer, not an order: the token is not carried to another place', async () => {
  respond(307, '', { location: `${server.address}/v1/elsewhere` });
  const call = open({ token: () => 'hvs.the-token-of-this-test' }).leader();
  await expect(call).rejects.toMatchObject({ status: 307 });
  expect(requests).toEqual([{ method: 'GET', url: '/v1/sys/leader', token: 'hvs.the-token-of-this-test' }]);
});

test('the token is asked for at every request, so that a renewed one is picked up', async () => {
  respond(204, '');
  const tokens = ['first', 'second'];
  const client = open({ token: () => tokens.shift() });
  await client.stepDown();
  await client.stepDown();
  await client.stepDown();
  expect(requests.map(({ token }) => token)).toEqual(['first', 'second', undefined]);
});

test.for([200, 429, 472, 473, 474, 501, 503, 530, 404])('health answer %i is a result', async (code) => {
  respond(code, 'not json');
  expect(await open().health()).toEqual({ code, body: null });
});

test('an answer that is not what the endpoint documents is an error that names the field', async () => {
  respond(200, '{"ha_enabled":"yes"}');
  await expect(open().leader()).rejects.toThrow(/GET sys\/leader answered 200: unexpected answer: ha_enabled/);
});

test('what the engine repeats of a request’s secrets is struck out of the error', async () => {
  const key = 'c2hhcmUtb2YtdGhpcy10ZXN0LXNoYXJl';
  const token = 'hvs.the-token-of-this-test';
  respond(400, JSON.stringify({ errors: [`bad key ${key} from ${token}`] }));
  const client = open({ token: () => token });
  const error = await client.unseal({ key }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EngineError);
  expect(error).toMatchObject({ status: 400, errors: ['bad key [redacted] from [redacted]'] });
});

test('a refusal that is no JSON is told in its first words', async () => {
  respond(400, 'Client sent an HTTP request to an HTTPS server.\n');
  await expect(open().sealStatus()).rejects.toThrow('HTTPS server');
});

test('nobody listening: the request certainly never left', async () => {
  const client = open({ address: 'https://127.64.202.9:8200' });
  expect(await failureOf(client.stepDown())).toMatchObject({ kind: 'refused', maybeDelivered: false });
});

test('a server that the authority did not certify gets no request', async () => {
  const other = await Authority.create('another authority');
  const failure = await failureOf(open({ tls: { ca: other.pem } }).stepDown());
  expect(failure).toMatchObject({ kind: 'tls', maybeDelivered: false });
  expect(requests).toEqual([]);
});

test('the certificate must carry the name that was asked for', async () => {
  respond(204, '');
  await open({ tls: { ca: authority.pem, servername: 'engine.test' } }).stepDown();
  const wrong = open({ tls: { ca: authority.pem, servername: 'other.test' } });
  expect(await failureOf(wrong.stepDown())).toMatchObject({
    kind: 'tls',
    message: expect.stringContaining('other.test'),
  });
});

test('a listener that demands a client certificate answers those who have one', async () => {
  const closed = await TlsServer.start(authority, HOST, (_, response) => response.writeHead(204).end(), {
    requestCert: true,
    ca: authority.pem,
    rejectUnauthorized: true,
  });
  const stranger = open({ address: closed.address });
  const agent = open({ address: closed.address, tls: { ca: authority.pem, ...(await authority.issue('agent')) } });
  await agent.stepDown();
  await failureOf(stranger.stepDown());
  await closed.stop();
});

test('a server that says nothing is given up at the deadline, and the request may have been carried out', async () => {
  answer = () => undefined;
  const failure = await failureOf(open({ deadlineMs: 100 }).stepDown());
  expect(failure).toMatchObject({ kind: 'timeout', maybeDelivered: true });
  expect(failure.message).toContain('no answer within 100 ms');
});

test('a server that hangs in the handshake is given up at the deadline, long before the connection is', async () => {
  const hanging = createServer().listen(0, HOST);
  onTestFinished(() => void hanging.close());
  await once(hanging, 'listening');
  const { port } = hanging.address() as AddressInfo;
  const call = failureOf(open({ address: `https://${HOST}:${port}`, deadlineMs: 100 }).stepDown());
  const failure = await Promise.race([call, delay(2_500)]);
  expect(failure).toMatchObject({ kind: 'timeout' });
});

test('a call’s own deadline wins over the client’s', async () => {
  answer = () => undefined;
  const failure = await failureOf(open().stepDown({ deadlineMs: 50 }));
  expect(failure.message).toContain('no answer within 50 ms');
});

test('a caller’s signal ends the call with the caller’s reason', async () => {
  const abort = new AbortController();
  answer = () => abort.abort(new Error('operator pressed Ctrl-C'));
  await expect(open().stepDown({ signal: abort.signal })).rejects.toThrow('operator pressed Ctrl-C');
  await expect(open().stepDown({ signal: abort.signal })).rejects.toThrow('operator pressed Ctrl-C');
  expect(requests).toHaveLength(1);
});

test('a connection that breaks after the request leaves open whether it was carried out', async () => {
  answer = (request) => request.socket.destroy();
  expect(await failureOf(open().stepDown())).toMatchObject({ kind: 'reset', maybeDelivered: true });
});

test('calls share a connection, and one that was ended meanwhile is not used again', async () => {
  const sockets = new Set<unknown>();
  answer = (request, response) => {
    sockets.add(request.socket);
    response.writeHead(204).end();
  };
  const client = open();
  for (let call = 0; call < 3; call += 1) await client.stepDown();
  expect(sockets.size).toBe(1);
  answer = (request, response) => {
    sockets.add(request.socket);
    response.writeHead(204, { connection: 'close' }).end();
  };
  for (let call = 0; call < 3; call += 1) await client.stepDown();
  expect(sockets.size).toBe(3);
});

test('a client that was closed fails what is under way, and sends nothing more', async () => {
  const client = open();
  answer = () => void client.close();
  expect(await failureOf(client.stepDown())).toMatchObject({ kind: 'reset', maybeDelivered: true });
  expect(await failureOf(client.stepDown())).toMatchObject({ kind: 'closed', maybeDelivered: false });
  expect(requests).toHaveLength(1);
});

test('a body of any method is sent with its length', async () => {
  const bodies: unknown[] = [];
  answer = async (request, response) => {
    bodies.push([request.method, request.headers['content-length'], String(await buffer(request))]);
    response.writeHead(204).end();
  };
  const client = open();
  await client.rekey().cancel('ä');
  await client.stepDown();
  expect(bodies).toEqual([
    ['DELETE', '14', '{"nonce":"ä"}'],
    ['PUT', '0', ''],
  ]);
});

test('a refusal that comes while a stream is still being sent is the answer', async () => {
  answer = (_, response) => response.writeHead(403).end('{"errors":["permission denied"]}');
  const endless = new Readable({ read: () => void endless.push(Buffer.alloc(64 * 1024)) });
  await expect(open().raft.snapshotRestore(endless, { force: false })).rejects.toMatchObject({
    status: 403,
    errors: ['permission denied'],
  });
});

test('a snapshot that breaks off is an error of its stream, not a short file', async () => {
  answer = (_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('only this', () => response.destroy());
  };
  const stream = await open().raft.snapshot();
  await expect(buffer(stream)).rejects.toThrow();
});

test('a snapshot that stops coming is ended at the deadline', async () => {
  answer = (_, response) => {
    response.writeHead(200);
    response.write('a beginning');
  };
  const stream = await open().raft.snapshot({ deadlineMs: 200 });
  await expect(buffer(stream)).rejects.toThrow('no answer within 200 ms');
});

test('names from outside cannot reach another endpoint', async () => {
  respond(204, '');
  const client = open();
  expect(() => client.policies.put('../../sys/seal', '')).toThrow('no slash');
  expect(() => client.remove('secret/../../sys/policy')).toThrow('".." segment');
  await client.remove('secret/a b?list=true');
  expect(requests.map(({ url }) => url)).toEqual(['/v1/secret/a%20b%3Flist%3Dtrue']);
});
