import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const SCRIPT = `
  const { parentPort, workerData: { address, port, probe, pair } } = require('node:worker_threads');
  const echo = (socket) => { socket.on('error', () => {}); socket.pipe(socket); };
  require('node:https').createServer(pair, (_, response) => response.end()).listen(probe, address, () => {
    require('node:net').createServer({ noDelay: true }, echo).listen(port, address, 4096, () => parentPort.postMessage('up'));
  });`;

/** An echo service with a probe that is always ready, in a thread of its own. */
export interface TargetSpec {
  readonly address: string;
  readonly port: number;
  readonly probe: number;
  readonly pair: { readonly key: string; readonly cert: string };
}

/** Starts the target; `terminate()` ends it. */
export async function startTarget(spec: TargetSpec): Promise<Worker> {
  const worker = new Worker(SCRIPT, { eval: true, workerData: spec });
  await once(worker, 'message');
  return worker;
}
