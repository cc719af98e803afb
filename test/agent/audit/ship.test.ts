import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { rotateAudit } from '../../../src/agent/audit/rotate.js';
import { AuditShipper } from '../../../src/agent/audit/ship.js';
import { fakeNode } from '../support/fake-node.js';
import { folder } from '../support/folder.js';
import { CONFIGURATION } from '../support/machine.js';

const ROOM = { largest: 1, kept: 8 };
const never = async () => undefined;

/** A line as an engine writes it: its time makes it unlike every other one. */
const line = (number: number) =>
  `{"time":"2026-01-01T00:00:00.${String(number).padStart(9, '0')}Z","type":"request","number":${number}}\n`;

/** A node that ships to this address, and its log. */
function shipping(ship_to: string, ca_file: string | null = null) {
  const { node } = fakeNode();
  node.memory.update({ configuration: { ...CONFIGURATION, audit: { ship_to, ca_file } } });
  const log = join(node.home.root, 'logs/audit.log');
  mkdirSync(dirname(log), { recursive: true });
  return { node, log, shipper: new AuditShipper(node), write: (number: number) => appendFileSync(log, line(number)) };
}

/** Numbers of the lines in a text, in order. */
const numbersIn = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((one) => JSON.parse(one).number as number);

/** A server of lines; what it got is there once a connection has ended. */
async function collector(end: (socket: Socket) => void = (socket) => socket.end()) {
  const got: string[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => {
      got.push(text);
      end(socket);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { got, address: `tcp://127.0.0.1:${port}` };
}

test('every line is shipped once and in order, however often the log is laid aside meanwhile', async () => {
  const to = folder();
  const { node, log, shipper, write } = shipping(pathToFileURL(to).href);
  for (let number = 0; number < 40; number += 1) {
    write(number);
    if (number % 3 === 0) await shipper.ship();
    if (number % 7 === 0) await rotateAudit(log, never, ROOM);
  }
  await shipper.drain();
  const shipped = readFileSync(join(to, `${node.identity.machine_id}.log`), 'utf8');
  expect(numbersIn(shipped)).toEqual(Array.from({ length: 40 }, (_, number) => number));
  expect(shipper.state).toMatchObject({ pending: 0, gaps: 0, failure: null });
});

test('an agent that starts again goes on where it was', async () => {
  const to = folder();
  const { node, shipper, write } = shipping(pathToFileURL(to).href);
  write(1);
  await shipper.ship();
  write(2);
  await new AuditShipper(node).drain();
  expect(numbersIn(readFileSync(join(to, `${node.identity.machine_id}.log`), 'utf8'))).toEqual([1, 2]);
});

test('half a line waits for its other half', async () => {
  const { address, got } = await collector();
  const { log, shipper, write } = shipping(address);
  write(1);
  writeFileSync(log, line(2).slice(0, 65), { flag: 'a' });
  await shipper.ship();
  expect(got.flatMap(numbersIn)).toEqual([1]);
  await expect(shipper.drain()).rejects.toMatchObject({ code: 'QRT-AUDIT-UNSHIPPED' });
  writeFileSync(log, line(2).slice(65), { flag: 'a' });
  await shipper.drain();
  expect(got.flatMap(numbersIn)).toEqual([1, 2]);
});

test('a server that does not confirm the end gets the lines again', async () => {
  let broken = true;
  const { address, got } = await collector((socket) => (broken ? socket.resetAndDestroy() : socket.end()));
  const { shipper, write } = shipping(address);
  write(1);
  await shipper.ship();
  expect(shipper.state).toMatchObject({ pending: line(1).length, failure: { reason: expect.any(String) } });
  broken = false;
  await shipper.drain();
  expect(got.map(numbersIn)).toEqual([[1], [1]]);
});

test('a destination that is away keeps a machine from being given up, and says how much is left', async () => {
  const { shipper, write } = shipping('tcp://127.0.0.1:9');
  write(1);
  await expect(shipper.drain()).rejects.toMatchObject({
    code: 'QRT-AUDIT-UNSHIPPED',
    message: expect.stringContaining(`${line(1).length} bytes`),
  });
});

test('room that had to be made before the lines were shipped is counted, and shipping goes on with the oldest', async () => {
  const { address, got } = await collector();
  const { log, shipper, write } = shipping(address);
  write(1);
  await shipper.ship();
  write(2);
  for (let number = 3; number < 15; number += 1) {
    await rotateAudit(log, never, ROOM);
    write(number);
  }
  await shipper.drain();
  expect(shipper.state).toMatchObject({ gaps: 1, pending: 0 });
  expect(got.flatMap(numbersIn)).toEqual([1, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
});

test('nothing is shipped, and nothing is due, where the stack names no destination', async () => {
  const { node } = fakeNode();
  const shipper = new AuditShipper(node);
  await shipper.drain();
  expect(shipper.state).toBeNull();
});
