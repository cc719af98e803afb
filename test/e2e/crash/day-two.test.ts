import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { until } from '../../engine/support/until.js';
import { EVERYTHING } from '../support/everything.js';
import { Lab } from '../support/lab.js';
import { LabAccess, leaderAndFollower, MOUNT } from '../support/lab-access.js';
import { killMachine } from '../support/machines.js';
import { ENGINES, labOf } from '../support/openbao.js';
import { reads } from '../support/reads.js';
import { killAtEveryStep } from './support/killed-command.js';

vi.setConfig({ testTimeout: 900_000, hookTimeout: 600_000 });

/** Five nodes where a live voter is taken out. */
const CLUSTERS = [...ENGINES.map((engine) => [engine, 3] as const), ['vault', 5] as const];

/** Commands that need nothing but the environment's name, in an order in which none undoes what another has to find. */
const SIMPLE = [
  'keys rotate',
  'keys rekey',
  'keys verify',
  'keys ssh',
  'certs renew',
  'certs rollover',
  'certs rollover',
  'snapshot take',
  'snapshot prune',
  'configure',
  'step-down',
  'drill restore',
];

describe.runIf(EVERYTHING).each(CLUSTERS)('commands, %s of %i nodes, killed at every step', (engine, nodes) => {
  let lab: Lab;
  let access: LabAccess;
  let before: Awaited<ReturnType<Lab['status']>>;

  const admin = async () => await access.admin(await access.balancer());
  const killed = async (...args: string[]) => {
    const run = await killAtEveryStep(lab, access, args);
    // Whom it trusts may have changed.
    await access.close();
    access = new LabAccess(lab);
    console.info(`${args.slice(0, 2).join(' ')}: killed ${run.killed.length} times: ${run.killed.join(', ')}`);
    return { ...run, result: run.outcome && JSON.parse(run.outcome.stdout) };
  };
  /** Nothing was lost, and nothing is left to do. */
  const isWhole = async () => {
    expect(await lab.status()).toMatchObject({ healthy: true, voters: nodes, cluster_id: before.cluster_id });
    await reads(await admin(), 'kept', 'from the beginning');
    for (const { id, address } of (await lab.status()).nodes) {
      const write = async () => (await access.admin(address)).kv2(MOUNT).put(`through/${id}`, { value: id });
      await until(`a write through ${id}`, () => write().catch((error: unknown) => ({ not: error })));
    }
  };

  beforeAll(async () => {
    lab = Lab.create({ label: 'killed', ...labOf(engine), variables: { QUORATE_LAB_NODES: String(nodes) } });
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

  test.runIf(nodes === 3).each(SIMPLE)('%s comes to its end', async (command) => {
    await killed(...command.split(' '), lab.environment, '--json');
    await isWhole();
  });

  test.runIf(nodes === 5)('rejoin brings the node back once', async () => {
    const [, follower] = leaderAndFollower(before);
    const { result, killed: moments } = await killed('rejoin', lab.environment, follower, '--json');
    expect(moments).toEqual(expect.arrayContaining([`remove ${follower} started`, `let ${follower} join done`]));
    if (result) expect(result).toMatchObject({ node: follower, voters: expect.arrayContaining([follower]) });
    await isWhole();
  });

  test.runIf(nodes === 5)('remove takes a dead node out once, and a deploy replaces it', async () => {
    const [, follower] = leaderAndFollower(await lab.status());
    await killMachine(access, follower);
    const { result } = await killed('remove', lab.environment, follower, '--lost', '--json');
    if (result) expect(result).toMatchObject({ removed: follower, quorum: 3, tolerance: 1 });
    await lab.deploy();
    await isWhole();
  });

  test.runIf(nodes === 3)(
    'restore puts back the snapshot that it began with, though `latest` is another by then',
    async () => {
      const taken = await lab.quorate(['snapshot', 'take', lab.environment, '--json']);
      const { id } = JSON.parse(taken.stdout);
      await (await admin()).kv2(MOUNT).put('later', { value: 'written after the snapshot' });
      const { result } = await killed('restore', lab.environment, '--snapshot', 'latest', '--json');
      if (result) expect(result).toMatchObject({ snapshot: id });
      expect(await (await admin()).kv2(MOUNT).get('later')).toBeNull();
      await isWhole();
    },
  );

  test.runIf(nodes === 3)('recover start and finish lead through recovery mode and back', async () => {
    const [, node] = leaderAndFollower(await lab.status());
    await killed('recover', 'start', lab.environment, node, '--yes', '--json');
    const { killed: moments } = await killed('recover', 'finish', lab.environment, '--json');
    expect(moments).toEqual(expect.arrayContaining(['end the recovery started', 'let the others join done']));
    await isWhole();
  });

  test.runIf(nodes === 3)('recover quorum goes on with the same survivor', async () => {
    const [leader, follower] = leaderAndFollower(await lab.status());
    const survivor = before.nodes.find(({ id }) => id !== leader && id !== follower)?.id;
    for (const id of [leader, follower]) await killMachine(access, id);
    access.cluster.logins.forget();
    const accepted = ['--yes', '--accept-loss', '--json', '--lost', leader, follower];
    const { result, killed: moments } = await killed('recover', 'quorum', lab.environment, ...accepted);
    expect(moments.at(-1)).toBe('forget the lost members done');
    if (result) expect(result).toMatchObject({ node: survivor, lost: [leader, follower] });
    await lab.deploy();
    await isWhole();
  });

  test.runIf(nodes === 3)('a restore after the loss of every machine is not begun again once it serves', async () => {
    const { cluster_id } = await lab.status();
    const taken = await lab.quorate(['snapshot', 'take', lab.environment, '--json']);
    const { id } = JSON.parse(taken.stdout);
    for (const { id: node } of (await lab.status()).nodes) {
      await killMachine(access, node);
      await access.environment.driver.destroy(node);
    }
    access.cluster.logins.forget();
    await lab.cdktf(['deploy', lab.environment, '--auto-approve']);
    const { result, killed: moments } = await killed('restore', lab.environment, '--snapshot', 'latest', '--json');
    expect(moments).toContain('let the others join done');
    if (result) expect(result).toMatchObject({ snapshot: id, safety_snapshot: null, cluster_id });
    await lab.deploy();
    await isWhole();
  });
});
