import { existsSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drillSockets } from '../../src/environment/restore-drill/sockets.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { labOf, sealed } from './support/openbao.js';

describe.runIf(EVERYTHING).each(sealed('transit'))('a restore drill, %s, seal %s', (engine, seal) => {
  let lab: Lab;
  let access: LabAccess;
  let before: Awaited<ReturnType<Lab['status']>>;
  let lease: string;

  const drill = (...args: string[]) => lab.quorate(['drill', 'restore', lab.environment, ...args]);
  const admin = async () => await access.admin(await access.balancer());
  const isLeft = async () =>
    existsSync(path.join(lab.store, 'drill')) || existsSync(await drillSockets(access.environment));

  beforeAll(async () => {
    lab = Lab.create({ label: 'drill', ...labOf(engine), variables: { QUORATE_LAB_SEAL: seal } });
    access = new LabAccess(lab);
    await lab.deploy();
    await access.prepareMount(await access.balancer());
    await (await admin()).kv2(MOUNT).put('kept', { value: 'from the beginning' });
    const made = await (await admin()).write('auth/token/create', { policies: ['default'], ttl: '1h' });
    lease = String(made.auth?.['client_token']);
    before = await lab.status();
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('is refused where there can be no fence, and starts nothing', async () => {
    const refused = await lab.quorate(['drill', 'restore', lab.environment], { variables: { PATH: '/nonexistent' } });
    expect(refused).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-FENCE') });
    expect(await isLeft()).toBe(false);
  });

  test('restores the newest snapshot into a copy that reaches nothing of the cluster, and finds the canary', async () => {
    const done = await drill('--json');
    expect(done.exitCode, done.text).toBe(0);
    const result = JSON.parse(done.stdout);
    console.info(`drill, seal ${seal}: ${JSON.stringify(result.phases)}`);
    expect(result).toMatchObject({
      cluster_id: before.cluster_id,
      fence: { interfaces: ['lo'], refused: 6 },
      mounts: expect.arrayContaining([`${MOUNT}/`, 'auth/quorate/']),
    });
    expect(result.applied_index).toBeGreaterThanOrEqual(result.index);
  });

  test('leaves cluster, leases and disk as they were, and status says when it was', async () => {
    const after = await lab.status();
    expect(after).toMatchObject({ healthy: true, voters: 3, leader: before.leader, cluster_id: before.cluster_id });
    expect(after.restore_drill?.snapshot).toMatch(/^\d{8}T/);
    expect((await lab.quorate(['status', lab.environment])).stdout).toContain('last restore drill today');
    await (await admin()).withToken(lease).token.lookupSelf();
    expect((await (await admin()).kv2(MOUNT).get('kept'))?.data).toEqual({ value: 'from the beginning' });
    expect(await isLeft()).toBe(false);
    expect((await lab.deploy()).text).toContain('No changes.');
  });

  test('takes a snapshot that is there, and fails on one that cannot be restored', async () => {
    const plan = await drill('--plan', '--json');
    const { steps } = JSON.parse(plan.stdout);
    expect(steps).toHaveLength(1);
    const id = /restore (\S+) into/.exec(steps[0].step)?.[1];
    truncateSync(path.join(lab.store, 'snapshots', `${id}.snap`), 2000);
    const failed = await drill();
    expect(failed).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-SNAPSHOT-TRUNCATED') });
    expect(await isLeft()).toBe(false);
  });
});
