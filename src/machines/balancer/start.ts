import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  minimalEnvironment,
  promptly,
  readLivePid,
  spawnDetached,
  terminate,
  waitUntil,
  writeFileAtomically,
} from '../../process/index.js';
import { QuorateError } from '../../schema/index.js';
import { isBindable } from '../bindable.js';
import { inTurn } from '../in-turn.js';
import { logTail } from '../log-tail.js';
import { balancerAddress } from '../loopback.js';
import { BalancerClient } from './client.js';
import { findBalancer } from './find.js';
import { type BalancerOptions, balancerOptions } from './options.js';
import { type BalancerRecord, balancerFiles, balancerFolder, balancerRecord, balancerSocket } from './record.js';
import { haltBalancer, removeBalancer } from './stop.js';

/** A balancer to be started. */
export interface BalancerSpec {
  /** The environment store's root, `.quorate` of a project. */
  readonly root: string;
  readonly environment: string;
  /** The bundled program, `balancer.mjs`, absolute. */
  readonly program: string;
  /**
   * Loopback address on which clients connect.
   * @default one in 127.96.0.0/11, the same for every environment of this name
   */
  readonly address?: string | undefined;
  /** @default those of {@link balancerOptions} */
  readonly options?: Partial<BalancerOptions> | undefined;
}

const START_DEADLINE_MS = 10_000;

/**
 * Starts the balancer of an environment and waits until it answers. One that runs as wanted is left alone, one that
 * runs otherwise is started anew, and one that has ended comes back with the targets it had.
 *
 * @throws QuorateError `QRT-ADDRESS-IN-USE`, or `QRT-BALANCER-START` with the end of its log. A first start that fails
 * leaves nothing.
 */
export function startBalancer(spec: BalancerSpec, signal?: AbortSignal): Promise<BalancerRecord> {
  const home = balancerFolder(resolve(spec.root), spec.environment);
  return promptly(signal, () => inTurn(home, () => start(spec, signal)));
}

async function start(spec: BalancerSpec, signal?: AbortSignal): Promise<BalancerRecord> {
  signal?.throwIfAborted();
  const wanted = await recordOf(spec);
  const found = await findBalancer(spec.root, spec.environment);
  if (found?.state === 'running' && isAsWanted(found.record, wanted)) return found.record;
  if (found !== null) await haltBalancer(spec.root, spec.environment, signal);
  await refuseTakenAddress(wanted);
  await mkdir(wanted.home, { recursive: true, mode: 0o700 });
  await writeFileAtomically(balancerFiles(wanted.home).record, `${JSON.stringify(wanted, null, 2)}\n`);
  signal?.throwIfAborted();
  try {
    await run(wanted, spec.program, signal);
  } catch (error) {
    if (found === null && !signal?.aborted) await removeBalancer(spec.root, spec.environment);
    throw error;
  }
  return wanted;
}

async function recordOf({ root, environment, address, options }: BalancerSpec): Promise<BalancerRecord> {
  const home = balancerFolder(resolve(root), environment);
  return balancerRecord.parse({
    environment,
    address: address ?? balancerAddress(environment),
    socket: await balancerSocket(root, environment),
    home,
    options: balancerOptions.parse(options ?? {}),
  });
}

/** Where the folder and the socket of a running balancer are does not matter: the environment may have been copied. */
function isAsWanted(running: BalancerRecord, wanted: BalancerRecord): boolean {
  return running.address === wanted.address && isDeepStrictEqual(running.options, wanted.options);
}

async function refuseTakenAddress({ address, environment, options: { port } }: BalancerRecord): Promise<void> {
  if (await isBindable(address, [port])) return;
  throw new QuorateError(
    'QRT-ADDRESS-IN-USE',
    `the load balancer of ${environment} cannot listen on ${address}:${port}: something else does, or it is no address of this host`,
    `\`ss -ltnp 'sport = :${port}'\` shows it: perhaps the same environment of another checkout, which \`npm run down\` there removes. Or give the load balancer another address in the stack.`,
  );
}

async function run(record: BalancerRecord, program: string, signal?: AbortSignal): Promise<void> {
  const files = balancerFiles(record.home);
  await spawnDetached({
    command: process.execPath,
    // Bytes that pass through are young garbage: a small nursery halves the memory after a burst, at the same speed.
    args: ['--max-semi-space-size=1', program, record.home],
    cwd: record.home,
    env: minimalEnvironment(),
    stdoutFile: files.log,
    stderrFile: files.log,
    pidFile: files.pid,
  });
  const client = new BalancerClient(record.socket);
  const started = await waitUntil(
    async () => {
      if ((await readLivePid(files.pid)) === null) return false;
      return client.status(signal).then(
        () => true,
        () => undefined,
      );
    },
    { deadlineMs: START_DEADLINE_MS, intervalMs: 20, signal },
  );
  if (started) return;
  await terminate(files.pid, { graceMs: 0, signal });
  throw new QuorateError(
    'QRT-BALANCER-START',
    `the load balancer of ${record.environment} did not start on ${record.address}:${record.options.port}. End of its log:\n${await logTail(files.log)}`,
    'Cure what the log says, then deploy again.',
  );
}
