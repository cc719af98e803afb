import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StatusReport } from '../../src/schema/index.js';
import { until } from '../engine/support/until.js';
import { Lab } from './support/lab.js';
import { LabAccess, leaderAndFollower, MOUNT } from './support/lab-access.js';
import { freezeEngine, killAgent, killEngine, killMachine } from './support/machines.js';
import { REAL } from './support/platform.js';
import { killByPidFiles } from './support/processes.js';

const lab = Lab.create({ label: 'outage' });
const access = new LabAccess(lab);
let balancer: string;
let before: StatusReport;

beforeAll(async () => {
  await lab.deploy();
  before = await lab.status();
  balancer = await access.balancer();
  await access.prepareMount(balancer);
  await write('kept', 'from the beginning');
});
afterAll(async () => {
  await access.close();
  await lab.remove();
});

async function write(secret: string, value: string): Promise<void> {
  await (await access.admin(balancer)).kv2(MOUNT).put(secret, { value });
}

async function read(address: string, secret: string): Promise<unknown> {
  return (await (await access.admin(address)).kv2(MOUNT).get(secret))?.data['value'];
}

const ids = ({ nodes }: StatusReport) => nodes.map(({ id }) => id);

async function sealServer(): Promise<{ readonly id: string; readonly address: string }> {
  const found = (await access.environment.driver.list(lab.environment)).find(({ role }) => role === 'seal');
  if (!found) throw new Error('the lab has no seal server');
  return found;
}

function untilHealthy(): Promise<StatusReport> {
  return until('the cluster is healthy again', async () => {
    const report = await lab.status();
    return report.healthy ? report : { not: report.problems };
  });
}

/** Healthy, the same machines, the same cluster, the data there. */
async function expectUnharmed(): Promise<void> {
  const after = await lab.status();
  expect(after).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
  expect(ids(after)).toEqual(ids(before));
  for (const { address } of after.nodes) expect(await read(address, 'kept')).toBe('from the beginning');
}

describe('every machine stopped at once, as when the host reboots', () => {
  test('status says that there is no leader and names every node', async () => {
    const { id } = await sealServer();
    await Promise.all([...ids(before), id].map((machine) => killMachine(access, machine)));
    await killByPidFiles(path.join(lab.store, 'balancer'), 'balancer.pid');
    const status = await lab.quorate(['status', lab.environment]);
    expect(status.exitCode).toBe(1);
    expect(status.text).toContain('QRT-NO-LEADER');
    for (const node of ids(before)) expect(status.text).toContain(`QRT-DOWN ${node} is down`);
  });

  test('the diff starts the machines in place and replaces none', async () => {
    const { exitCode, text } = await lab.cdktf(['diff', lab.environment]);
    expect(exitCode, text).toBe(0);
    expect(text).not.toContain('must be replaced');
    // A real machine's seal server is switched on as it is, too.
    expect(text.match(/status\s+= "halted" -> "running"/g)?.length).toBeGreaterThanOrEqual(3);
  });

  test('the deploy brings the same cluster back on the same machines', async () => {
    await lab.deploy();
    await expectUnharmed();
  });
});

describe('an agent killed and its engine left running', () => {
  // On a real machine its systemd does.
  test.runIf(REAL)('comes back without a deploy', async () => {
    const [, follower] = leaderAndFollower(await lab.status());
    await killAgent(access, follower);
    await untilHealthy();
    await expectUnharmed();
  });

  test.skipIf(REAL)('the deploy brings the agent back, and the cluster never loses its quorum', async () => {
    const [, follower] = leaderAndFollower(await lab.status());
    await killAgent(access, follower);
    const status = await lab.quorate(['status', lab.environment]);
    expect(status.exitCode).toBe(1);
    expect(status.text).toContain(follower);
    await lab.deploy();
    before = await lab.status();
    await expectUnharmed();
  });
});

describe('an engine killed and its agent left running', () => {
  test('comes back without a deploy', async () => {
    const [, follower] = leaderAndFollower(await lab.status());
    await killEngine(access, follower);
    await untilHealthy();
    await expectUnharmed();
  });
});

describe('the leader sealed by an operator', () => {
  test('another takes over, status names it, and the deploy opens it again', async () => {
    const { leader, nodes } = await lab.status();
    const address = nodes.find(({ id }) => id === leader)?.address ?? '';
    await (await access.admin(address)).write('sys/seal', {});
    await until('a write succeeds again', () =>
      write('sealed', 'written').then(
        () => true,
        (error: unknown) => ({ not: error }),
      ),
    );
    expect(await access.health(address)).toBe(503);
    const status = await lab.quorate(['status', lab.environment]);
    expect(status.exitCode).toBe(1);
    expect(status.text).toContain(`QRT-SEALED ${leader} is sealed`);
    await lab.deploy();
    expect(await read(address, 'sealed')).toBe('written');
    await expectUnharmed();
  });
});

describe('the leader frozen, as when its machine is cut off', () => {
  test('another takes over; the frozen one is unknown and not replaced, and is a standby once it thaws', async () => {
    const [leader] = leaderAndFollower(await lab.status());
    await freezeEngine(access, leader, async () => {
      await until('a write succeeds again', () =>
        write('frozen', 'written').then(
          () => true,
          (error: unknown) => ({ not: error }),
        ),
      );
      const status = await lab.quorate(['status', lab.environment]);
      expect(status.exitCode).toBe(1);
      expect(status.text).toContain(`QRT-UNREACHABLE ${leader} runs and does not answer`);
      const { exitCode, text } = await lab.cdktf(['diff', lab.environment]);
      expect(exitCode, text).toBe(0);
      expect(text).not.toContain('must be replaced');
    });
    const after = await untilHealthy();
    expect(after.leader).not.toBe(leader);
    const { address = '' } = after.nodes.find(({ id }) => id === leader) ?? {};
    expect(await read(address, 'frozen')).toBe('written');
    await expectUnharmed();
  });
});

describe('the balancer and the seal server killed', () => {
  test('running nodes go on serving, and status names both', async () => {
    const { id } = await sealServer();
    await killByPidFiles(path.join(lab.store, 'balancer'), 'balancer.pid');
    await killMachine(access, id);
    const [first] = before.nodes;
    await (await access.admin(first?.address ?? '')).kv2(MOUNT).put('without seal', { value: 'written' });
    for (const { address } of before.nodes) expect(await read(address, 'without seal')).toBe('written');
    const status = await lab.quorate(['status', lab.environment]);
    expect(status.exitCode).toBe(1);
    expect(status.text).toContain('QRT-BALANCER-DOWN');
    expect(status.text).toContain('QRT-SEAL-DOWN');
    expect(status.text).toContain(id);
  });

  test('the deploy starts both again: the one has its targets, the other unseals itself and then nodes', async () => {
    const server = await sealServer();
    await lab.deploy();
    expect(await access.balancer()).toBe(balancer);
    expect(await read(balancer, 'kept')).toBe('from the beginning');
    expect(await sealServer()).toMatchObject({ id: server.id, address: server.address });
    expect(await access.health(server.address)).toBe(200);
    const [, follower] = leaderAndFollower(await lab.status());
    await killEngine(access, follower);
    await untilHealthy();
    await expectUnharmed();
  });
});

test('after all of that another deploy finds nothing to do', async () => {
  expect((await lab.deploy()).text).toContain('No changes.');
});
