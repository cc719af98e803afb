import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { randomMachineAddress } from '../../../src/machines/loopback.js';
import { PORTS } from '../../../src/schema/index.js';
import { certificate } from './certificate.js';

const SCRIPT = `
  const [address, pair] = process.argv.slice(1);
  require('node:net').createServer((socket) => socket.on('error', () => {})).listen({ port: ${PORTS.api}, host: address, backlog: 1 });
  require('node:https').createServer(JSON.parse(pair), (_, response) => { console.log('probed'); response.end(); })
    .listen(${PORTS.probe}, address, () => console.log('up'));`;

/** A target in a process of its own that can be frozen with its queue of connections full: it accepts no more. */
export async function fullTarget() {
  const address = randomMachineAddress();
  const child = spawn(process.execPath, ['-e', SCRIPT, address, JSON.stringify(await certificate())]);
  const sockets: Socket[] = [];
  onTestFinished(() => {
    child.kill('SIGKILL');
    for (const socket of sockets) socket.destroy();
  });
  await said(child, 'up');
  return {
    address,
    answeredProbe: () => said(child, 'probed'),
    async stop(): Promise<void> {
      child.kill('SIGSTOP');
      // A queue of one takes two; the kernel drops the handshake of those that come after.
      for (let index = 0; index < 4; index++) {
        const socket = connect({ host: address, port: PORTS.api }).on('error', () => {});
        sockets.push(socket);
        if (index < 2) await once(socket, 'connect');
      }
    },
  };
}

async function said(child: ChildProcess, word: string): Promise<void> {
  if (child.stdout === null) throw new Error('no stdout');
  for (;;) {
    const [chunk] = await once(child.stdout, 'data');
    if (String(chunk).includes(word)) return;
  }
}
