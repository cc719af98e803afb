import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BalancerClient, startBalancer, stopBalancer } from '../../src/machines/index.js';
import { randomMachineAddress } from '../../src/machines/loopback.js';
import { readPidFile, waitUntil } from '../../src/process/index.js';
import { PORTS } from '../../src/schema/index.js';
import { certificate } from '../machines/balancer/certificate.js';
import { balancerProgram } from '../machines/balancer/program.js';
import { type Figures, measure } from './balancer/measure.js';
import { startTarget } from './balancer/target.js';

/** What the load balancer costs: the same echo service directly and through it. */
export interface BalancerFigures {
  readonly direct: Figures;
  readonly balanced: Figures;
  /** Median of a round trip through the balancer less the direct one, milliseconds. */
  readonly addedLatency: number;
  /** Resident memory of the balancer after the measurement, megabytes. */
  readonly megabytes: number;
}

/** Measures for about six times `ms` milliseconds, with the balancer as the process that it is in an environment. */
export async function benchBalancer(ms = 2_000): Promise<BalancerFigures> {
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

    const direct = await measure({ host: address, port: PORTS.api }, ms);
    const balanced = await measure({ host: record.address, port: PORTS.api }, ms);
    const addedLatency = Math.round((balanced.roundTrip.median - direct.roundTrip.median) * 1_000) / 1_000;
    return { direct, balanced, addedLatency, megabytes: await residentMegabytes(join(record.home, 'balancer.pid')) };
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
