import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readJournal } from '../../src/operation/index.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess, leaderAndFollower, MOUNT } from './support/lab-access.js';
import { killMachine } from './support/machines.js';
import { labOf, sealed } from './support/openbao.js';
import { reads } from './support/reads.js';

const POLICY = 'path "broken/*" { capabilities = ["read"] }';

describe.runIf(EVERYTHING).each(sealed('shamir'))('recovery mode, %s, seal %s', (engine, seal) => {
  let lab: Lab;
  let access: LabAccess;
  let before: Awaited<ReturnType<Lab['status']>>;
  let node: string;

  const quorate = (...args: string[]) => lab.quorate(args);
  const admin = async () => await access.admin(await access.balancer());

  beforeAll(async () => {
    lab = Lab.create({ label: 'recover', ...labOf(engine), variables: { QUORATE_LAB_SEAL: seal } });
    access = new LabAccess(lab);
    await lab.deploy();
    await access.prepareMount(await access.balancer());
    await (await admin()).kv2(MOUNT).put('kept', { value: 'from the beginning' });
    await (await admin()).policies.put('broken', POLICY);
    before = await lab.status();
    [, node] = leaderAndFollower(before);
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('is not entered by mistake, and its other commands say that it was not begun', async () => {
    const unasked = await quorate('recover', 'start', lab.environment, node);
    expect(unasked).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-CONFIRM') });
    const plan = await quorate('recover', 'start', lab.environment, node, '--plan');
    expect(plan.stdout.match(/^\d\. .+: /gm)).toHaveLength(5);
    for (const command of ['token', 'list', 'finish']) {
      const refused = await quorate('recover', command, lab.environment);
      expect(refused).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-NO-RECOVERY') });
    }
    expect(await lab.status()).toMatchObject({ healthy: true, leader: before.leader });
  });

  test('stops every node, keeps one for its storage, and lets no deploy in', async () => {
    const started = await quorate('recover', 'start', lab.environment, node, '--yes', '--json');
    access.cluster.logins.forget();
    expect(started.exitCode, started.text).toBe(0);
    expect(JSON.parse(started.stdout)).toMatchObject({ node, halted: expect.arrayContaining([before.leader]) });
    const status = await lab.status();
    expect(status.problems.map(({ code }) => code)).toContain('QRT-RECOVERY-UNDERWAY');
    const deploy = await lab.quorate(['plan', lab.environment]);
    expect(deploy.text).toContain('QRT-RECOVERY-UNDERWAY');
    const early = await quorate('recover', 'list', lab.environment);
    expect(early).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-NO-RECOVERY-TOKEN') });
  });

  test('storage is listed, read and deleted with a token made of shares, which is never shown', async () => {
    const token = await quorate('recover', 'token', lab.environment, '--json');
    expect(token.exitCode, token.text).toBe(0);
    expect(JSON.parse(token.stdout)).toEqual({ given: 3, required: 3, made: true });
    expect(token.text).not.toContain('hvr.');
    expect((await quorate('recover', 'list', lab.environment)).stdout.split('\n')).toEqual(
      expect.arrayContaining(['core/', 'logical/', 'sys/']),
    );
    expect((await quorate('recover', 'list', lab.environment, 'sys/policy/')).stdout).toContain('broken');
    expect((await quorate('recover', 'read', lab.environment, 'sys/policy/broken')).stdout).toContain('broken/*');
    const none = await quorate('recover', 'delete', lab.environment, 'sys/policy/none', '--yes');
    expect(none).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-NO-ENTRY') });
    const deleted = await quorate('recover', 'delete', lab.environment, 'sys/policy/broken', '--yes');
    expect(deleted.exitCode, deleted.text).toBe(0);
    expect((await quorate('recover', 'list', lab.environment, 'sys/policy/')).stdout).not.toContain('broken');
  });

  test('every node comes back with what was done, and with everything else', async () => {
    const finished = await quorate('recover', 'finish', lab.environment, '--json');
    expect(finished.exitCode, finished.text).toBe(0);
    console.info(`recovered in ${JSON.parse(finished.stdout).recovery_ms} ms`);
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
    for (const { id, address } of before.nodes) {
      const client = await access.admin(address);
      expect(await client.policies.list()).not.toContain('broken');
      await reads(client, 'kept', 'from the beginning');
      await client.kv2(MOUNT).put(`through/${id}`, { value: id });
    }
    const kinds = new Set((await readJournal(access.environment.store)).map(({ entry }) => entry.kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['recover-start', 'recover-token', 'recover-delete', 'recover-finish']),
    );
    expect((await lab.deploy()).text).toContain('No changes.');
  });
});

describe.runIf(EVERYTHING).each(sealed('transit'))('a lost quorum, %s, seal %s', (engine, seal) => {
  let lab: Lab;
  let access: LabAccess;
  let before: Awaited<ReturnType<Lab['status']>>;

  const admin = async () => await access.admin(await access.balancer());
  const recover = (...args: string[]) => lab.quorate(['recover', 'quorum', lab.environment, ...args]);

  beforeAll(async () => {
    lab = Lab.create({ label: 'quorum', ...labOf(engine), variables: { QUORATE_LAB_SEAL: seal } });
    access = new LabAccess(lab);
    await lab.deploy();
    await access.prepareMount(await access.balancer());
    await (await admin()).kv2(MOUNT).put('kept', { value: 'from the beginning' });
    before = await lab.status();
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('is not taken for lost while a majority is there', async () => {
    expect(await recover()).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-QUORUM-THERE') });
  });

  test('is recovered only when the lost are named, and the loss is read and accepted twice', async () => {
    const [leader, follower] = leaderAndFollower(before);
    for (const id of [leader, follower]) await killMachine(access, id);
    access.cluster.logins.forget();
    expect(await recover()).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-NODE-UNREACHABLE') });
    const lost = ['--lost', leader, follower];
    expect((await recover('--plan', ...lost)).stdout).toContain('Lost for good: every write that was acknowledged by');
    expect((await recover('--yes', ...lost)).text).toContain('QRT-CONFIRM');
    expect((await recover('--accept-loss', ...lost)).text).toContain('QRT-CONFIRM');
    expect((await lab.status()).leader).toBeNull();
  });

  test('the newest survivor goes on alone, and the next deploy makes three voters of it again', async () => {
    const [leader, follower] = leaderAndFollower(before);
    const survivor = before.nodes.find(({ id }) => id !== leader && id !== follower);
    const recovered = await recover('--yes', '--accept-loss', '--json', '--lost', leader, follower);
    expect(recovered.exitCode, recovered.text).toBe(0);
    const result = JSON.parse(recovered.stdout);
    console.info(`led again after ${result.recovery_ms} ms`);
    expect(result).toMatchObject({ node: survivor?.id, wiped: [], lost: expect.arrayContaining([leader, follower]) });
    const alone = await access.admin(survivor?.address ?? '');
    expect((await alone.kv2(MOUNT).get('kept'))?.data).toEqual({ value: 'from the beginning' });
    await alone.kv2(MOUNT).put('later', { value: 'written alone' });
    await lab.deploy();
    const after = await lab.status();
    expect(after).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
    for (const { id, address } of after.nodes) {
      const client = await access.admin(address);
      await reads(client, 'later', 'written alone');
      await client.kv2(MOUNT).put(`through/${id}`, { value: id });
    }
  });
});
