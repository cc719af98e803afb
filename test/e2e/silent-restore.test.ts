import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { until } from '../engine/support/until.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { freezeEngine } from './support/machines.js';

/** Of the engine, once it has a snapshot and before it replaces its storage; it waits for five seconds then. */
const TAKING = 'shutting down prior to restoring snapshot';

describe.runIf(EVERYTHING)('an engine that falls silent for good while it takes a snapshot', () => {
  let lab: Lab;
  let access: LabAccess;
  let snapshot: string;

  const kv = async () => (await access.admin(await access.balancer())).kv2(MOUNT);
  const restore = () => lab.quorate(['restore', lab.environment, '--snapshot', snapshot]);

  beforeAll(async () => {
    lab = Lab.create({ label: 'silent' });
    access = new LabAccess(lab);
    await lab.deploy();
    await access.prepareMount(await access.balancer());
    await (await kv()).put('kept', { value: 'from the beginning' });
    const taken = await lab.quorate(['snapshot', 'take', lab.environment, '--json']);
    snapshot = z.object({ id: z.string() }).parse(JSON.parse(taken.stdout)).id;
    await (await kv()).put('later', { value: 'written after the snapshot' });
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('is started again, which the restore says, and the same restore then succeeds', async () => {
    const before = await lab.status();
    const leader = before.leader ?? '';
    const log = path.join(access.machine(leader), 'logs/engine.log');
    const restoring = restore();
    await until(
      'the engine takes the snapshot',
      async () => readFileSync(log, 'utf8').includes(TAKING) || { not: readFileSync(log, 'utf8').slice(-500) },
      60_000,
    );
    await freezeEngine(access, leader, async () => {
      const { exitCode, text } = await restoring;
      expect(exitCode, text).toBe(1);
      expect(text).toContain(`${leader} accepted the snapshot and then did not answer for 120 s`);
      expect(text).toContain('Run the restore again');
    });
    access.cluster.logins.forget();
    const again = await restore();
    expect(again.exitCode, again.text).toBe(0);
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
    expect((await (await kv()).get('kept'))?.data).toEqual({ value: 'from the beginning' });
    expect(await (await kv()).get('later')).toBeNull();
    await (await kv()).put('new', { value: 'after all of it' });
  });
});
