import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DiskStore, decodeJson, encodeJson } from '../../src/operation/index.js';
import { type LeaseRecord, leaseRecord } from '../../src/operation/lease.js';
import { Evidence } from './crash/support/evidence.js';
import { processesIn } from './crash/support/process-tree.js';
import { RunningDeploy } from './crash/support/running-deploy.js';
import { expectVerified } from './crash/support/verified.js';
import { Lab } from './support/lab.js';
import { LabAccess, leaderAndFollower, MOUNT } from './support/lab-access.js';
import { killMachine } from './support/machines.js';
import { processesBelow } from './support/processes.js';

/** Two checkouts of one commit that work on the same environment. */
const original = Lab.create({ label: 'rivals' });
const copy = Lab.create({ environment: original.environment });
const access = new LabAccess(original);
let balancer: string;

afterAll(async () => {
  await access.close();
  await copy.remove();
  await original.remove();
});

test('a saved plan applies in another checkout of the same commit, and makes everything there', async () => {
  const stack = path.join('cdktf.out/stacks', original.environment);
  const planned = await copy.cdktf(['diff', copy.environment]);
  expect(planned.exitCode, planned.text).toBe(0);
  const prepared = await original.cdktf(['diff', original.environment]);
  expect(prepared.exitCode, prepared.text).toBe(0);
  cpSync(path.join(copy.folder, stack, 'plan'), path.join(original.folder, 'saved.plan'));
  rmSync(path.join(copy.folder, 'cdktf.out'), { recursive: true });
  const cwd = path.join(original.folder, stack);
  const applied = await original.run('terraform', ['apply', path.join(original.folder, 'saved.plan')], { cwd });
  expect(applied.exitCode, applied.text).toBe(0);
  await expectVerified(original);
  expect(new Evidence(copy).machines()).toEqual([]);
  balancer = await access.balancer();
  await access.prepareMount(balancer);
  await (await access.admin(balancer)).kv2(MOUNT).put('kept', { value: 'from the beginning' });
});

describe('while one deploy is under way', () => {
  let holder: RunningDeploy;

  beforeAll(async () => {
    cpSync(original.store, copy.store, { recursive: true });
    await drift(5_000);
    holder = RunningDeploy.start(original);
    const before = new Evidence(original).journal().length;
    await holder.reaches('its operation', () => new Evidence(original).journal().length > before);
    // From here on it stands still, as a laptop does whose lid was closed.
    holder.freeze();
    // Long enough for what follows, however slow this computer is.
    await changeLease((record) => ({ ...record, ttl_ms: 3_600_000 }));
  });

  test('another one in the same checkout is told by Terraform who holds its state since when', async () => {
    const { exitCode, text } = await deploy(original);
    expect(exitCode).toBe(1);
    expect(text).toContain('Error acquiring the state lock');
    expect(text).toMatch(/Who: +\S+@\S+/);
    expect(text).toMatch(/Created: +20\d\d-/);
  });

  test('another one in another checkout is told who holds the environment since when, and changes nothing', async () => {
    const { exitCode, text } = await deploy(copy);
    expect(exitCode).toBe(1);
    const told = unframed(text);
    const { holder: held } = await lease();
    expect(told).toContain(`QRT-LOCKED: ${original.store} is being operated on by ${held?.who} (process ${held?.pid},`);
    expect(told).toContain(`since ${held?.since}`);
    expect(await trailingLogs()).toBe(5_000);
  });

  test('its lease ends with time, and the other goes on', async () => {
    await letTimePass();
    const { exitCode, text } = await deploy(copy);
    expect(exitCode, text).toBe(0);
    expect(await trailingLogs()).toBe(1_000);
  });

  test('it stops before its next change when it wakes, says why, and changes nothing', async () => {
    await drift(7_000);
    holder.thaw();
    const { exitCode, text } = await holder.ended;
    expect(exitCode).toBe(1);
    expect(text).toContain('QRT-LOCK-LOST');
    expect(await trailingLogs()).toBe(7_000);
    expect(new Evidence(original).journal().at(-1)).toMatch(/^failed operation: .*is lost/);
    await deploy(copy);
    expect(await trailingLogs()).toBe(1_000);
  });
});

describe('an environment that was copied to another checkout', () => {
  test('is the same cluster there, and is repaired from there', async () => {
    const before = await original.status();
    expect(await copy.status()).toEqual(before);
    const [, follower] = leaderAndFollower(before);
    await killMachine(access, follower);
    await copy.deploy();
    expect(await expectVerified(copy, { elsewhere: [original] })).toBe(before.cluster_id);
    const secret = await (await access.admin(balancer)).kv2(MOUNT).get('kept');
    expect(secret?.data).toEqual({ value: 'from the beginning' });
  });

  test('leaves nothing in either checkout when it is taken down', async () => {
    const { exitCode, text } = await copy.quorate(['down', copy.environment]);
    expect(exitCode, text).toBe(0);
    for (const lab of [copy, original]) {
      expect(processesBelow(lab.folder)).toEqual([]);
      expect(processesIn(lab.folder)).toEqual([]);
      expect(new Evidence(lab).machines()).toEqual([]);
    }
  });
});

function deploy(lab: Lab) {
  return lab.cdktf(['deploy', lab.environment, '--auto-approve']);
}

/** Changes a setting of the engine that every deploy puts back: the smallest change that there is to fight over. */
async function drift(logs: number): Promise<void> {
  await (await access.admin(balancer)).autopilot.configure({ max_trailing_logs: logs });
}

async function trailingLogs(): Promise<number> {
  return (await (await access.admin(balancer)).autopilot.configuration()).max_trailing_logs;
}

async function lease(): Promise<LeaseRecord> {
  const value = await new DiskStore(original.store).get('lock');
  if (!value) throw new Error('nobody ever held the lock');
  return decodeJson(leaseRecord, value.body, 'lock');
}

async function changeLease(change: (record: LeaseRecord) => LeaseRecord): Promise<void> {
  await new DiskStore(original.store).put('lock', encodeJson(change(await lease())));
}

/** As if the holder had slept for longer than its lease lasts. */
function letTimePass(): Promise<void> {
  return changeLease((record) => ({
    ...record,
    renewed: new Date(Date.parse(record.renewed) - record.ttl_ms - 1).toISOString(),
  }));
}

/** Text of messages without the frame and the line ends that the tools put in. */
function unframed(text: string): string {
  return text.replace(/[│╷╵]/g, ' ').replace(/\s+/g, ' ');
}
