import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../engine/support/until.js';
import { killAtEveryStep } from './crash/support/killed-command.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { killMachine } from './support/machines.js';
import { mainOf } from './support/main-of.js';
import { ENGINES, engineOf, LAB_SEAL } from './support/openbao.js';

const mainFor = (engine: (typeof ENGINES)[number]) => (name: string) => {
  const waits = "process.env['ONE_WAITS']";
  const stacks = [
    { environment: name, standbyOf: `${waits} ? '${name}-b' : undefined` },
    { environment: `${name}-b`, standbyOf: `${waits} ? undefined : '${name}'` },
  ];
  return mainOf(stacks, { engine: engineOf(engine), seal: LAB_SEAL });
};

describe.runIf(EVERYTHING).each(ENGINES)('a cluster of %s that another environment takes over', (engine) => {
  let lab: Lab;
  let here: LabAccess;
  let there: LabAccess;
  let clusterId: string;
  let other: string;

  const deploy = (name: string, variables: Readonly<Record<string, string>> = {}) =>
    lab.cdktf(['deploy', name, '--auto-approve'], { variables });
  const failover = (from: string, to: string, ...args: string[]) =>
    lab.quorate(['failover', from, '--to', to, '--yes', ...args]);
  const statusOf = async (name: string) =>
    JSON.parse((await lab.quorate(['status', name, '--json'])).stdout) as Awaited<ReturnType<Lab['status']>>;
  const kv = async (access: LabAccess, name: string) => {
    const address = (await statusOf(name)).load_balancer?.address ?? '';
    return (await access.admin(address)).kv2(MOUNT);
  };

  beforeAll(async () => {
    lab = Lab.create({ label: 'over', main: mainFor(engine), variables: { QUORATE_LAB_SEAL: 'shamir' } });
    other = `${lab.environment}-b`;
    here = new LabAccess(lab);
    there = new LabAccess(lab, other);
    await lab.deploy();
    await here.prepareMount(await here.balancer());
    await (await kv(here, lab.environment)).put('kept', { value: 'from the beginning' });
    clusterId = (await lab.status()).cluster_id ?? '';
    const standby = await deploy(other);
    expect(standby.exitCode, standby.text).toBe(0);
  });
  afterAll(async () => {
    await Promise.all([here.close(), there.close()]);
    await lab.quorate(['down', other, '--force']);
    await lab.remove();
  });

  test('waits empty, and its deploy finds nothing to do', async () => {
    expect((await statusOf(other)).nodes.map(({ state }) => state)).toEqual(Array(3).fill('uninitialized'));
    expect((await deploy(other)).text).toContain('No changes.');
  });

  test('is refused while the cluster serves, and by an environment that does not wait for it', async () => {
    const alive = await failover(lab.environment, other);
    expect(alive).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-FAILOVER-ALIVE') });
    const wrong = await failover(other, lab.environment);
    expect(wrong).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-FAILOVER-TARGET') });
    expect(await lab.status()).toMatchObject({ healthy: true });
  });

  test('takes it over when it is lost, after a failover that was killed, with its data, policies and keys', async () => {
    await lab.quorate(['snapshot', 'take', lab.environment]);
    await (await kv(here, lab.environment)).put('later', { value: 'written after the snapshot' });
    for (const { id } of (await lab.status()).nodes) await killMachine(here, id);
    const plan = await failover(lab.environment, other, '--plan');
    expect(plan.exitCode, plan.text).toBe(0);
    expect(plan.text).toContain(`bring keys and newest snapshot to ${other}`);

    const program = path.join(lab.folder, 'bin/quorate.mjs');
    const args = ['failover', lab.environment, '--to', other, '--yes'];
    const killed = lab.start(process.execPath, [program, ...args]);
    const founder = (await there.environment.driver.list(other)).find(({ slot }) => slot === 'a')?.id ?? '';
    const initialized = async () => {
      const { state } = await (await there.environment.agent(founder)).initialization();
      return state === 'replied' || { not: state };
    };
    await until('a node of the standby takes the snapshot', initialized, 60_000);
    process.kill(-killed.pid, 'SIGKILL');
    await killed.ended;

    const done = await failover(lab.environment, other, '--json');
    expect(done.exitCode, done.text).toBe(0);
    const result = JSON.parse(done.stdout);
    console.info(`failover: ${JSON.stringify(result)}`);
    expect(result).toMatchObject({
      cluster_id: clusterId,
      voters: [expect.any(String), expect.any(String), expect.any(String)],
    });
    expect(await statusOf(other)).toMatchObject({ healthy: true, voters: 3, cluster_id: clusterId });
    expect((await (await kv(there, other)).get('kept'))?.data).toEqual({ value: 'from the beginning' });
    expect(await (await kv(there, other)).get('later')).toBeNull();
    await (await kv(there, other)).put('new', { value: 'written at the other place' });
    const proven = await lab.quorate(['keys', 'verify', other, '--json']);
    expect(JSON.parse(proven.stdout)).toMatchObject({ proven: true });
    expect((await deploy(other)).exitCode).toBe(0);
    expect(await there.cluster.sealed.read()).toMatchObject({ state: 'confirmed', cluster_id: clusterId });
  });

  test('is not brought back beside it by a deploy of what was left', async () => {
    const left = await deploy(lab.environment);
    expect(left.exitCode).not.toBe(0);
    expect(left.text).toContain('QRT-MOVED');
    expect((await statusOf(lab.environment)).nodes.map(({ state }) => state)).toEqual(['down', 'down', 'down']);
    expect(await statusOf(other)).toMatchObject({ healthy: true, voters: 3 });
  });

  test('goes back the same way, on purpose and killed at every step, without losing what was written', async () => {
    expect((await lab.quorate(['down', lab.environment, '--force'])).exitCode).toBe(0);
    rmSync(lab.store, { recursive: true, force: true });
    await here.close();
    here = new LabAccess(lab);
    const waiting = await deploy(lab.environment, { ONE_WAITS: '1' });
    expect(waiting.exitCode, waiting.text).toBe(0);
    const back = ['failover', other, '--to', lab.environment, '--stop', '--yes', '--json'];
    const { outcome, killed } = await killAtEveryStep(lab, here, back);
    expect(killed).toContain('let the others join done');
    console.info(`fail-back, killed ${killed.length} times: ${outcome?.stdout}`);
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3, cluster_id: clusterId });
    expect((await (await kv(here, lab.environment)).get('new'))?.data).toEqual({ value: 'written at the other place' });
    expect((await statusOf(other)).leader).toBeNull();
  });
});
