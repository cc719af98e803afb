import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { decodeJson, encodeJson } from '../../src/operation/index.js';
import { EVERYTHING } from './support/everything.js';
import { Lab, type Outcome } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { killMachine } from './support/machines.js';
import { labOf, sealed } from './support/openbao.js';

const ENTRY = 'custody/sealed/vault/entry';

describe.runIf(EVERYTHING).each(sealed('shamir'))('snapshots around a rekeying, %s, seal %s', (engine, seal) => {
  let lab: Lab;
  let access: LabAccess;
  let older: string;
  let newer: string;

  const admin = async () => await access.admin(await access.balancer());
  const json = async <T>(shape: z.ZodType<T>, args: readonly string[]): Promise<T> => {
    const outcome = await lab.quorate([...args, lab.environment, '--json']);
    expect(outcome.exitCode, outcome.text).toBe(0);
    return shape.parse(JSON.parse(outcome.stdout));
  };
  const keys = () => json(z.object({ generation: z.string(), former: z.array(z.string()) }), ['keys', 'status']);
  const take = async () => (await json(z.object({ id: z.string() }), ['snapshot', 'take'])).id;
  const restore = (id: string, ...more: string[]): Promise<Outcome> =>
    lab.quorate(['restore', lab.environment, '--snapshot', id, ...more]);
  const value = async (name: string) => (await (await admin()).kv2(MOUNT).get(name))?.data['value'];

  beforeAll(async () => {
    lab = Lab.create({ label: 'generations', ...labOf(engine), variables: { QUORATE_LAB_SEAL: seal } });
    access = new LabAccess(lab);
    await lab.deploy();
    await access.prepareMount(await access.balancer());
    await (await admin()).kv2(MOUNT).put('one', { value: 'before the rekeying' });
    older = await take();
    await json(z.looseObject({ made: z.literal(true) }), ['keys', 'rekey']);
    await json(z.looseObject({ proven: z.literal(true) }), ['keys', 'verify']);
    await (await admin()).kv2(MOUNT).put('two', { value: 'after it' });
    newer = await take();
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('a snapshot names the shares of its time', async () => {
    const { generation, former } = await keys();
    expect(former).toEqual(['initial']);
    expect(await access.environment.snapshots.find(older)).toMatchObject({ shares: 'initial' });
    expect(await access.environment.snapshots.find(newer)).toMatchObject({ shares: generation });
  });

  test('without the shares of its time it is refused before anything changes', async () => {
    const { store } = access.environment;
    const kept = await store.get(ENTRY);
    if (!kept) throw new Error('expected keys in custody');
    const entry = decodeJson(z.looseObject({ former: z.array(z.unknown()) }), kept.body, ENTRY);
    await store.put(ENTRY, encodeJson({ ...entry, former: [] }), { etag: kept.etag });
    const taken = (await access.environment.snapshots.list()).length;
    expect(await restore(older)).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('QRT-SNAPSHOT-OTHER-SHARES'),
    });
    expect((await access.environment.snapshots.list()).length).toBe(taken);
    expect(await value('two')).toBe('after it');
    const { etag } = (await store.get(ENTRY)) ?? {};
    await store.put(ENTRY, kept.body, etag === undefined ? { absent: true } : { etag });
  });

  test('the older one is put back into the running cluster, and its shares are in force again', async () => {
    const { generation } = await keys();
    expect((await restore(older, '--plan')).text).toContain('shares of that time');
    const done = await restore(older, '--json');
    expect(done.exitCode, done.text).toBe(0);
    expect(await value('one')).toBe('before the rekeying');
    expect(await value('two')).toBeUndefined();
    expect(await keys()).toMatchObject({ generation: 'initial', former: [generation] });
    await json(z.looseObject({ proven: z.literal(true) }), ['keys', 'verify']);
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3 });
  });

  test('what is taken then is of those shares, opens with them, and the newer one can be put back after it', async () => {
    const between = await take();
    expect(await access.environment.snapshots.find(between)).toMatchObject({ shares: 'initial' });
    expect((await restore(between)).exitCode).toBe(0);
    const done = await restore(newer);
    expect(done.exitCode, done.text).toBe(0);
    expect(await value('two')).toBe('after it');
    expect((await keys()).former).toEqual(['initial']);
    await (await admin()).kv2(MOUNT).put('three', { value: 'written after all of it' });
  });

  test('new shares that were not proven when leadership moved are lost, which is said; those from before stay in force', async () => {
    const before = await keys();
    await json(z.looseObject({ made: z.literal(true) }), ['keys', 'rekey']);
    expect((await lab.quorate(['step-down', lab.environment])).exitCode).toBe(0);
    expect((await lab.quorate(['keys', 'status', lab.environment])).text).toContain('does not wait for that any more');
    expect(await lab.quorate(['keys', 'verify', lab.environment])).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('QRT-REKEY-LOST'),
    });
    expect((await keys()).generation).toBe(before.generation);
    await json(z.looseObject({ made: z.literal(true) }), ['keys', 'rekey']);
    await json(z.looseObject({ proven: z.literal(true) }), ['keys', 'verify']);
    expect((await keys()).former).toContain(before.generation);
  });

  test('into new machines after a total loss the older one brings its shares, too, and later ones can be taken', async () => {
    const before = await lab.status();
    for (const { id } of before.nodes) await killMachine(access, id);
    for (const { id } of before.nodes) await access.environment.driver.destroy(id);
    access.cluster.logins.forget();
    expect((await lab.cdktf(['deploy', lab.environment, '--auto-approve'])).text).toContain('QRT-KEYS-WITHOUT-CLUSTER');
    const done = await restore(older, '--json');
    expect(done.exitCode, done.text).toBe(0);
    expect(await keys()).toMatchObject({ generation: 'initial' });
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
    expect(await value('one')).toBe('before the rekeying');
    await (await admin()).kv2(MOUNT).put('four', { value: 'written to the new machines' });
    await take();
    await lab.deploy();
  });
});
