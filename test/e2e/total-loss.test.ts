import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { until } from '../engine/support/until.js';
import { EVERYTHING } from './support/everything.js';
import { Lab, type Outcome } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { killMachine } from './support/machines.js';
import { labOf, sealed } from './support/openbao.js';

describe.runIf(EVERYTHING).each(sealed('transit', 'shamir'))('every machine lost, %s, seal %s', (engine, seal) => {
  let lab: Lab;
  let access: LabAccess;
  let before: Awaited<ReturnType<Lab['status']>>;
  let snapshot: string;
  let restored: Outcome;

  const admin = async () => await access.admin(await access.balancer());

  beforeAll(async () => {
    lab = Lab.create({ label: 'loss', ...labOf(engine), variables: { QUORATE_LAB_SEAL: seal } });
    access = new LabAccess(lab);
    await lab.deploy();
    const balancer = await access.balancer();
    await access.prepareMount(balancer);
    await (await admin()).kv2(MOUNT).put('kept', { value: 'from the beginning' });
    await (await admin()).policies.put('kept', 'path "kept/*" { capabilities = ["read"] }');
    before = await lab.status();
    const taken = await lab.quorate(['snapshot', 'take', lab.environment, '--json']);
    snapshot = z.object({ id: z.string() }).parse(JSON.parse(taken.stdout)).id;
    await (await admin()).kv2(MOUNT).put('later', { value: 'written after the snapshot' });
    access.cluster.logins.forget();
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('a restore waits for new machines, and for the word that silent ones are lost', async () => {
    for (const { id } of before.nodes) await killMachine(access, id);
    const early = await lab.quorate(['restore', lab.environment, '--snapshot', snapshot]);
    expect(early).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-NO-MACHINE') });
    for (const { id } of before.nodes) await access.environment.driver.destroy(id);
    const deployed = await lab.cdktf(['deploy', lab.environment, '--auto-approve']);
    expect(deployed.exitCode).not.toBe(0);
    expect(deployed.text).toContain('QRT-KEYS-WITHOUT-CLUSTER');
  });

  test('a restore that is killed half-way loses nothing: the next one begins anew', async () => {
    const founder = (await access.environment.driver.list(lab.environment)).find(({ slot }) => slot === 'a')?.id ?? '';
    const program = path.join(lab.folder, 'bin/quorate.mjs');
    const killed = lab.start(process.execPath, [program, 'restore', lab.environment, '--snapshot', snapshot]);
    await until('the node was initialized for it', async () => {
      const { state } = await (await access.environment.agent(founder)).initialization();
      return state === 'replied' || { not: state };
    });
    process.kill(-killed.pid, 'SIGKILL');
    await killed.ended;
    const plan = await lab.quorate(['restore', lab.environment, '--snapshot', snapshot, '--plan']);
    expect(plan.text).toContain(`discard what an earlier try left on ${founder}`);
  });

  test('the newest snapshot goes into one new machine, the others join it', async () => {
    const plan = await lab.quorate(['restore', lab.environment, '--snapshot', 'latest', '--plan']);
    expect(plan.text).toContain(`restore ${snapshot} into a-`);
    restored = await lab.quorate(['restore', lab.environment, '--snapshot', 'latest', '--json']);
    expect(restored.exitCode, restored.text).toBe(0);
    expect(JSON.parse(restored.stdout)).toMatchObject({
      snapshot,
      safety_snapshot: null,
      cluster_id: before.cluster_id,
      lost: { entries: null },
    });
    const after = await lab.status();
    expect(after).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
    expect(after.nodes.map(({ id }) => id)).not.toEqual(expect.arrayContaining(before.nodes.map(({ id }) => id)));
  });

  test('old secrets and policies are there, later ones are not, and new ones are written through every node', async () => {
    expect((await (await admin()).kv2(MOUNT).get('kept'))?.data).toEqual({ value: 'from the beginning' });
    expect(await (await admin()).kv2(MOUNT).get('later')).toBeNull();
    expect(await (await admin()).policies.get('kept')).toContain('kept/*');
    for (const { id, address } of (await lab.status()).nodes) {
      await (await access.admin(address)).kv2(MOUNT).put(`through/${id}`, { value: id });
    }
  });

  test('the next deploy takes away what Terraform still knew of the lost machines', async () => {
    await lab.deploy();
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3 });
  });
});
