import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream';
import { type FenceOrder, fenceOrder } from './order.js';

const TRY_MS = 1_000;

/**
 * Runs in a network of its own: proves that nothing can be reached from there, opens the two holes, and runs the engine
 * until its standard input ends, which is when whoever ordered it has ended. A line there has the engine started again.
 */
async function main(file: string): Promise<void> {
  const order = fenceOrder.parse(JSON.parse(readFileSync(file, 'utf8')));
  const interfaces = namesOfInterfaces();
  if (interfaces.some((name) => name !== 'lo')) throw new Error(`there is a way out: ${interfaces.join(', ')}`);
  for (const target of order.forbidden) await assertUnreachable(target);
  if (order.seal) await relay(order.seal, () => connect({ path: order.seal?.socket ?? '' }));
  await relay({ path: order.engine.socket }, () => connect({ host: order.engine.address, port: order.engine.port }));
  let engine = run(order);
  process.stdout.write(`${JSON.stringify({ interfaces, refused: order.forbidden.length })}\n`);
  for await (const _ of createInterface(process.stdin)) {
    engine = await restart(engine, order);
    process.stdout.write('restarted\n');
  }
  process.exit(0);
}

function namesOfInterfaces(): string[] {
  const lines = readFileSync('/proc/self/net/dev', 'utf8').split('\n').slice(2);
  return lines.map((line) => line.split(':')[0]?.trim() ?? '').filter((name) => name !== '');
}

async function assertUnreachable({ address, port }: { address: string; port: number }): Promise<void> {
  const socket = connect({ host: address, port, timeout: TRY_MS });
  const reached = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'timeout').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  if (reached) throw new Error(`${address}:${port} can be reached`);
}

async function relay(at: { path: string } | { address: string; port: number }, onward: () => Socket): Promise<Server> {
  const server = createServer((client) => {
    const upstream = onward();
    pipeline(client, upstream, () => undefined);
    pipeline(upstream, client, () => undefined);
  });
  server.listen('path' in at ? { path: at.path } : { host: at.address, port: at.port });
  await once(server, 'listening');
  return server;
}

/** Nothing behind the fence outlives this program: it is the first process of its own process namespace. */
function run({ command: [program = '', ...args], home, log }: FenceOrder): ChildProcess {
  const output = openSync(log, 'a', 0o600);
  const child = spawn(program, args, {
    cwd: home,
    env: { HOME: home, PATH: '/usr/bin:/bin' },
    stdio: ['ignore', output, output],
  });
  child.once('error', (error) => fail(error));
  child.once('exit', (code, signal) => fail(new Error(`the engine ended: code ${code}, signal ${signal}`)));
  return child;
}

async function restart(engine: ChildProcess, order: FenceOrder): Promise<ChildProcess> {
  const gone = once(engine.removeAllListeners('exit'), 'exit');
  engine.kill('SIGKILL');
  await gone;
  return run(order);
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

const file = process.argv[2];
if (file) await main(file).catch(fail);
else fail(new Error('The fence is started by a drill: fence.mjs FILE'));
