import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream';
import { text } from 'node:stream/consumers';
import { QuorateError, reasonOf } from '../../schema/index.js';
import { type FenceOrder, type FenceProof, fenceProof } from './order.js';

/** A program in a network of its own, without any way out but to its seal. */
export interface Fence {
  readonly proof: FenceProof;
  /** Loopback port at which this process, and whoever else is on this computer, reaches the engine. */
  readonly port: number;
  /** Has the program behind the fence killed and started again. */
  restart(): Promise<void>;
  /** Ends everything behind the fence and returns once it has ended. */
  close(): Promise<void>;
}

/** The seal of real machines has an address of their network, which loopback takes on for it. */
const LOOPBACK = `ip link set lo up || exit
case $SEAL in '' | 127.*) ;; *) ip address add "$SEAL/32" dev lo || exit ;; esac
exec "$0" "$@"`;

/** What is to run fenced. Sockets and the order are kept in `sockets`, a short path. */
export interface FenceSpec extends Omit<FenceOrder, 'seal' | 'engine'> {
  readonly program: string;
  readonly sockets: string;
  readonly seal: { readonly address: string; readonly port: number } | null;
  readonly engine: { readonly address: string; readonly port: number };
}

/**
 * Starts a program where only loopback exists: a network namespace, which root may make, and other users where the
 * kernel lets them be root of a namespace of their own. It is proven from within before the program starts.
 *
 * @throws QuorateError `QRT-FENCE` when there can be no such network, or when it turns out to have a way out.
 */
export async function openFence(spec: FenceSpec): Promise<Fence> {
  const { program, sockets, seal, engine } = spec;
  const sealSocket = join(sockets, 'seal');
  const engineSocket = join(sockets, 'engine');
  const file = join(sockets, 'order.json');
  const order: FenceOrder = {
    command: spec.command,
    home: spec.home,
    log: spec.log,
    forbidden: spec.forbidden,
    seal: seal && { ...seal, socket: sealSocket },
    engine: { ...engine, socket: engineSocket },
  };
  await writeFile(file, JSON.stringify(order), { mode: 0o600 });
  const servers: Server[] = [];
  if (seal) servers.push(await listen({ path: sealSocket }, () => connect({ host: seal.address, port: seal.port })));
  const root = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const child = spawn(
    'unshare',
    [...root, '--net', '--pid', '--fork', '--kill-child', 'sh', '-c', LOOPBACK, process.execPath, program, file],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], ...(seal && { SEAL: seal.address }) } },
  );
  const gone = once(child, 'close').catch(() => undefined);
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
    for (const server of servers) server.close();
  };
  const said = text(child.stderr);
  try {
    await once(child, 'spawn');
    const lines = createInterface(child.stdout);
    const next = async (): Promise<unknown> =>
      (await Promise.race([once(lines, 'line'), gone.then(() => [undefined])]))[0];
    const line = await next();
    if (typeof line !== 'string') throw new Error((await said).trim() || 'it ended without a word');
    const proof = fenceProof.parse(JSON.parse(line));
    const front = await listen({ host: '127.0.0.1', port: 0 }, () => connect({ path: engineSocket }));
    servers.push(front);
    const restart = async (): Promise<void> => {
      child.stdin.write('restart\n');
      if ((await next()) === undefined) throw new Error(`what ran behind the fence has ended: ${await said}`);
    };
    return { proof, port: (front.address() as AddressInfo).port, restart, close };
  } catch (error) {
    await close();
    throw unfenced(error);
  }
}

async function listen(at: { path: string } | { host: string; port: number }, onward: () => Socket): Promise<Server> {
  const server = createServer((client) => {
    const upstream = onward();
    pipeline(client, upstream, () => undefined);
    pipeline(upstream, client, () => undefined);
  });
  server.listen(at);
  await once(server, 'listening');
  return server;
}

function unfenced(cause: unknown): QuorateError {
  return new QuorateError(
    'QRT-FENCE',
    `there is no network of its own for the copy: ${reasonOf(cause)}`,
    'A restored copy that reaches the original destroys itself and may revoke live credentials elsewhere, so that nothing was started. Run it as root, or where unprivileged user namespaces are allowed, with `unshare` (util-linux) and `ip` (iproute2).',
    { cause },
  );
}
