import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { PORTS } from '../../../src/schema/index.js';
import { eventually } from '../checkout.js';
import { certificate } from './certificate.js';
import { client, connectionsOf, destroyed, runningBalancer } from './running.js';
import { TargetServer } from './target-server.js';

const MIB = 1_048_576;

test('every byte arrives, in order, both ways', async () => {
  const target = await TargetServer.start('a-00000000', (socket) => socket.pipe(socket));
  const { address } = await runningBalancer([target]);
  const sent = randomBytes(16 * MIB);
  const socket = connectTcp({ host: address, port: PORTS.api, allowHalfOpen: true });
  socket.end(sent);
  const received = await buffer(socket);
  expect(createHash('sha256').update(received).digest('hex')).toBe(createHash('sha256').update(sent).digest('hex'));
});

test('a client that does not read holds the target back', async () => {
  const target = await TargetServer.start('a-00000000', (socket) => void socket.write(Buffer.alloc(64 * MIB)));
  const balancer = await runningBalancer([target]);
  const { socket } = await client(balancer);
  socket.pause();
  await eventually('the target is connected', () => target.sockets.size === 1);
  const [source] = target.sockets;
  const received = () => 64 * MIB - (source?.writableLength ?? 0);
  let before = -1;
  await eventually('the flow has stopped', () => {
    const stopped = received() === before;
    before = received();
    return stopped && socket.bytesRead > 0;
  });
  expect(source?.writableLength).toBeGreaterThan(0);
  expect(source?.writableNeedDrain).toBe(true);
  socket.resume();
  await eventually('all arrived', () => socket.bytesRead === 64 * MIB);
});

test('TLS passes through: the client talks to the target itself', async () => {
  const pair = await certificate();
  const target = await TargetServer.start('a-00000000', (socket) => {
    new TLSSocket(socket, { isServer: true, ...pair }).end('secret of a');
  });
  const { address } = await runningBalancer([target]);
  const socket = connectTls({ host: address, port: PORTS.api, ca: pair.cert, checkServerIdentity: () => undefined });
  expect((await buffer(socket)).toString()).toBe('secret of a');
  expect(socket.authorized).toBe(true);
});

test('a client that has said all it had to say still gets its answer', async () => {
  const target = await TargetServer.start('a-00000000', (socket) => {
    let question = '';
    socket.on('data', (chunk) => {
      question += chunk;
    });
    socket.on('end', () => socket.end(`answer to ${question}`));
  });
  const { socket, seen } = await client(await runningBalancer([target]));
  socket.end('question');
  await eventually('the answer came', () => seen.ended);
  expect(seen.text).toBe('answer to question');
});

test('a target that has said all it had to say still hears the client', async () => {
  let heard = '';
  const target = await TargetServer.start('a-00000000', (socket) => {
    socket.end('bye');
    socket.on('data', (chunk) => {
      heard += chunk;
    });
  });
  const { socket, seen } = await client(await runningBalancer([target]));
  await eventually('the target has ended', () => seen.ended);
  socket.end('last words');
  await eventually('they were heard', () => heard === 'last words');
});

test('the reset of a target is a reset for the client, and not an orderly end', async () => {
  const target = await TargetServer.start('a-00000000');
  const one = await client(await runningBalancer([target]));
  await one.greeting();
  for (const socket of target.sockets) socket.resetAndDestroy();
  await destroyed(one.socket);
  expect(one.seen).toMatchObject({ error: 'ECONNRESET', ended: false });
});

test('the reset of a client is a reset for the target', async () => {
  const target = await TargetServer.start('a-00000000');
  const one = await client(await runningBalancer([target]));
  await one.greeting();
  const [socket] = target.sockets;
  const failed = once(socket ?? one.socket, 'error').catch((error) => error);
  one.socket.resetAndDestroy();
  expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
});

test('closed connections leave nothing behind', async () => {
  const target = await TargetServer.start('a-00000000');
  const balancer = await runningBalancer([target]);
  const clients = await Promise.all(Array.from({ length: 100 }, () => client(balancer)));
  await Promise.all(clients.map((one) => one.greeting()));
  expect(connectionsOf(balancer, target)).toBe(100);
  for (const [index, { socket }] of clients.entries()) index % 2 === 0 ? socket.destroy() : socket.resetAndDestroy();
  await eventually('no connection is left', () => connectionsOf(balancer, target) === 0 && target.sockets.size === 0);
});
