import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import {
  BalancerClient,
  type BalancerRecord,
  type BalancerSpec,
  balancerAddress,
  findBalancer,
  startBalancer,
  stopBalancer,
} from '../../../src/machines/index.js';
import { randomMachineAddress } from '../../../src/machines/loopback.js';
import { type ProcessIdentity, readPidFile, runtimeDirectory } from '../../../src/process/index.js';
import { temporaryFolder } from '../../process/helpers.js';
import { eventually, exists } from '../checkout.js';
import { processesOf } from '../processes-of.js';
import { balancerProgram } from './program.js';
import { client } from './running.js';
import { TargetServer } from './target-server.js';

const A = 'a-00000000';
const B = 'b-00000000';

let program: string;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-test-'));
  program = await balancerProgram(folder);
  return () => rm(folder, { recursive: true });
});

/** A checkout in which balancers can be started; all of them end with the test. */
async function checkout(overrides: Partial<BalancerSpec> = {}) {
  const folder = await temporaryFolder();
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  const root = join(folder, 'checkout', '.quorate');
  const spec: BalancerSpec = {
    root,
    environment: 'lab',
    program,
    address: randomMachineAddress(),
    options: { health_interval_ms: 20 },
    ...overrides,
  };
  onTestFinished(() => stopBalancer(root, 'lab'));
  return { folder, root, spec, runtime: await runtimeDirectory() };
}

async function pidOf({ home }: BalancerRecord): Promise<ProcessIdentity> {
  const identity = await readPidFile(join(home, 'balancer.pid'));
  if (identity === null) throw new Error(`${home} has no balancer.pid`);
  return identity;
}

async function healthy(balancer: BalancerClient, ...ids: string[]): Promise<void> {
  await eventually('the targets are healthy', async () => {
    const { targets } = await balancer.status();
    return ids.every((id) => targets.some((target) => target.id === id && target.state === 'healthy'));
  });
}

test('an environment has the same address on every machine, and two environments have two', () => {
  expect(balancerAddress('lab')).toBe(balancerAddress('lab'));
  expect(balancerAddress('lab')).not.toBe(balancerAddress('staging'));
  expect(balancerAddress('lab')).toMatch(/^127\.(9[6-9]|1[01]\d|12[0-7])\.\d+\.\d+$/);
});

test('a started balancer serves clients on its address and its status on the control socket', async () => {
  const { root, spec } = await checkout();
  const target = await TargetServer.start(A);
  const record = await startBalancer(spec);
  const balancer = new BalancerClient(record.socket);
  const { pid } = await pidOf(record);
  expect(await balancer.status()).toEqual({ pid, address: spec.address, port: 8200, targets: [], failing_open: false });
  await balancer.attach(A, target.address);
  await healthy(balancer, A);
  expect(await (await client(record)).greeting()).toBe(A);
  expect(await findBalancer(root, 'lab')).toMatchObject({ record, state: 'running' });
});

test('starting a balancer that runs as wanted changes nothing', async () => {
  const { spec } = await checkout();
  const first = await startBalancer(spec);
  const pid = await pidOf(first);
  expect(await startBalancer(spec)).toEqual(first);
  expect(await pidOf(first)).toEqual(pid);
});

test('a balancer that runs otherwise than wanted is started anew with the targets it had', async () => {
  const { spec } = await checkout();
  const target = await TargetServer.start(A);
  const first = await startBalancer(spec);
  await new BalancerClient(first.socket).attach(A, target.address);
  const pid = await pidOf(first);
  const second = await startBalancer({ ...spec, options: { ...spec.options, drain_ms: 1 } });
  expect(await pidOf(second)).not.toEqual(pid);
  await healthy(new BalancerClient(second.socket), A);
});

test('a killed balancer is stopped, and comes back with its targets but not with drained ones', async () => {
  const { root, spec } = await checkout();
  const [a, b] = [await TargetServer.start(A), await TargetServer.start(B)];
  const record = await startBalancer(spec);
  const balancer = new BalancerClient(record.socket);
  await balancer.attach(A, a.address);
  await balancer.attach(B, b.address);
  await balancer.detach(B);
  process.kill((await pidOf(record)).pid, 'SIGKILL');
  await eventually('it is stopped', async () => (await findBalancer(root, 'lab'))?.state === 'stopped');
  await expect(balancer.status()).rejects.toMatchObject({ code: 'QRT-BALANCER-DOWN' });

  await startBalancer(spec);
  await healthy(balancer, A);
  expect((await balancer.status()).targets.map(({ id }) => id)).toEqual([A]);
  expect(await (await client(record)).greeting()).toBe(A);
});

test('a target is drained once its last connection has ended', async () => {
  const { spec } = await checkout({ options: { health_interval_ms: 20, quiescent_ms: null, drain_ms: 60_000 } });
  const target = await TargetServer.start(A);
  const record = await startBalancer(spec);
  const balancer = new BalancerClient(record.socket);
  await balancer.attach(A, target.address);
  await healthy(balancer, A);
  const one = await client(record);
  await one.greeting();
  await balancer.detach(A);
  await balancer.detach(A);
  expect(await balancer.drained(A)).toBe(false);
  one.socket.destroy();
  await eventually('it is drained', () => balancer.drained(A));
});

test('an address in use is refused with the cure, and nothing is left running', async () => {
  const { folder, root, spec } = await checkout();
  const squatter = createServer();
  await new Promise<void>((listening) => squatter.listen(8200, spec.address, listening));
  onTestFinished(() => void squatter.close());
  await expect(startBalancer(spec)).rejects.toMatchObject({
    code: 'QRT-ADDRESS-IN-USE',
    message: expect.stringContaining(`${spec.address}:8200`),
    cure: expect.stringContaining('ss -ltnp'),
  });
  expect(processesOf(folder)).toEqual([]);
  expect(await findBalancer(root, 'lab')).toBeNull();
});

test('a program that does not start is an error with the end of its log, and nothing is left', async () => {
  const { folder, root, spec } = await checkout();
  const broken = join(folder, 'broken.mjs');
  await writeFile(broken, "throw new Error('no such luck')");
  await expect(startBalancer({ ...spec, program: broken })).rejects.toMatchObject({
    code: 'QRT-BALANCER-START',
    message: expect.stringContaining('no such luck'),
  });
  expect(await exists(join(root, 'lab', 'balancer'))).toBe(false);
  expect(processesOf(folder)).toEqual([]);
});

test('a stopped balancer leaves no process, folder or socket, and its connections end', async () => {
  const { folder, root, runtime, spec } = await checkout();
  const target = await TargetServer.start(A);
  const record = await startBalancer(spec);
  const balancer = new BalancerClient(record.socket);
  await balancer.attach(A, target.address);
  await healthy(balancer, A);
  const one = await client(record);
  await one.greeting();
  await stopBalancer(root, 'lab');
  await eventually('the connection ended', () => one.socket.destroyed);
  expect(processesOf(folder)).toEqual([]);
  expect(await exists(record.home)).toBe(false);
  expect(await readdir(runtime)).toEqual([]);
  await stopBalancer(root, 'lab');
});

test('a balancer that does not answer is unknown, and can be stopped all the same', async () => {
  const { folder, root, spec } = await checkout();
  const record = await startBalancer(spec);
  const { pid } = await pidOf(record);
  process.kill(pid, 'SIGSTOP');
  expect((await findBalancer(root, 'lab'))?.state).toBe('unknown');
  await stopBalancer(root, 'lab');
  expect(processesOf(folder)).toEqual([]);
});

test('a record that cannot be understood keeps nothing running', async () => {
  const { folder, root, spec } = await checkout();
  const record = await startBalancer(spec);
  await writeFile(join(record.home, 'balancer.json'), '{}');
  await expect(findBalancer(root, 'lab')).rejects.toMatchObject({ code: 'QRT-BALANCER-RECORD' });
  await stopBalancer(root, 'lab');
  expect(processesOf(folder)).toEqual([]);
});

test('a copy of the environment reaches the balancer, and stops it', async () => {
  const { folder, root, spec } = await checkout();
  const record = await startBalancer(spec);
  const copied = join(folder, 'elsewhere', '.quorate');
  await cp(root, copied, { recursive: true });
  expect(await findBalancer(copied, 'lab')).toMatchObject({ state: 'running' });
  expect(await startBalancer({ ...spec, root: copied })).toEqual(record);
  await stopBalancer(copied, 'lab');
  expect(processesOf(folder)).toEqual([]);
  expect(await findBalancer(root, 'lab')).toBeNull();
});

test('a balancer whose folder was removed by hand while it ran is stopped all the same', async () => {
  const { folder, root, runtime, spec } = await checkout();
  await startBalancer(spec);
  await rm(root, { recursive: true });
  await expect(startBalancer(spec)).rejects.toMatchObject({ code: 'QRT-ADDRESS-IN-USE' });
  await stopBalancer(root, 'lab');
  expect(processesOf(folder)).toEqual([]);
  expect(await readdir(runtime)).toEqual([]);
});

test('an aborted start ends, and the next one finishes it', async () => {
  const { folder, spec } = await checkout();
  const controller = new AbortController();
  const starting = startBalancer(spec, controller.signal);
  starting.catch(() => {});
  await eventually('its process is there', () => processesOf(folder).length > 0);
  controller.abort(new Error('Ctrl-C'));
  await expect(starting).rejects.toThrow('Ctrl-C');
  await startBalancer(spec);
  expect(processesOf(folder)).toHaveLength(1);
});

test('the control API refuses what is no target and no address', async () => {
  const { spec } = await checkout();
  const balancer = new BalancerClient((await startBalancer(spec)).socket);
  await expect(balancer.attach(A, 'example.com')).rejects.toThrow(/400/);
  await expect(balancer.attach('../targets', '127.0.0.1')).rejects.toThrow(/404/);
  expect((await balancer.status()).targets).toEqual([]);
});

test('the log tells when a target changed and why', async () => {
  const { spec } = await checkout();
  const target = await TargetServer.start(A);
  const record = await startBalancer(spec);
  const balancer = new BalancerClient(record.socket);
  await balancer.attach(A, target.address);
  await healthy(balancer, A);
  target.probeStatus = 503;
  await eventually('it is logged', async () => {
    return (await readFile(join(record.home, 'balancer.log'), 'utf8')).includes('"state":"unhealthy"');
  });
  expect(await readFile(join(record.home, 'balancer.log'), 'utf8')).toContain('"reason":"status 503"');
});
