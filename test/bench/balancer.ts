import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BalancerClient, startBalancer, stopBalancer } from '../../src/machines/index.js';
import { randomMachineAddress } from '../../src/machines/loopback.js';
import { readPidFile, waitUntil } from '../../src/process/index.js';
import { PORTS } from '../../src/schema/index.js';
import { certificate } from '../machines/balancer/certificate.js';
import { balancerProgram } from '../machines/balancer/program.js';
import { measure } from './balancer/measure.js';
import { startTarget } from './balancer/target.js';

const MEASURE_MS = 2_000;

/**
 * What the load balancer costs, in one line: the same echo service directly and through it, with the balancer as the
 * process that it is in an environment. Takes about six times {@link MEASURE_MS}.
 */
export async function benchBalancer(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-bench-'));
  const root = join(folder, '.quorate');
  const address = randomMachineAddress();
  const target = await startTarget({ address, port: PORTS.api, probe: PORTS.probe, pair: await certificate() });
  try {
    const program = await balancerProgram(folder);
    const record = await startBalancer({ root, environment: 'bench', program, address: randomMachineAddress() });
    const client = new BalancerClient(record.socket);
    await client.attach('a-00000000', address);
    const isHealthy = async () => ((await client.status()).targets[0]?.state === 'healthy' ? true : undefined);
    if (!(await waitUntil(isHealthy, { deadlineMs: 5_000 }))) throw new Error('the target never turned healthy');

    const direct = await measure({ host: address, port: PORTS.api }, MEASURE_MS);
    const balanced = await measure({ host: record.address, port: PORTS.api }, MEASURE_MS);
    const added = Math.round((balanced.roundTrip.median - direct.roundTrip.median) * 1_000) / 1_000;
    const megabytes = await residentMegabytes(join(record.home, 'balancer.pid'));
    return (
      `load balancer: adds ${added} ms to a round trip of ${direct.roundTrip.median} ms, ` +
      `${balanced.connectionsPerSecond} new connections/s (${direct.connectionsPerSecond} without it), ${megabytes} MB`
    );
  } finally {
    await stopBalancer(root, 'bench');
    await target.terminate();
    await rm(folder, { recursive: true });
  }
}

async function residentMegabytes(pidFile: string): Promise<number> {
  const pid = (await readPidFile(pidFile))?.pid;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024);
}
