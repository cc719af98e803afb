import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PORTS, type StatusReport } from '../../src/schema/index.js';
import { refusal, Trouble } from '../aws/trouble.js';
import { until as untilSoon } from '../engine/support/until.js';
import { EmulatedAws } from './support/emulated-aws.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess, leaderAndFollower, MOUNT } from './support/lab-access.js';
import { mainOf } from './support/main-of.js';
import { engineOf } from './support/openbao.js';
import { killByPidFiles } from './support/processes.js';

/** An engine that ends at once is started with growing delays. */
const BACK_OFF_MS = 90_000;
const until = <T>(what: string, look: () => Promise<T>) => untilSoon(what, look, BACK_OFF_MS);

describe.runIf(EVERYTHING)('a cluster that a key of KMS unseals', () => {
  let lab: Lab;
  let access: LabAccess;
  let aws: EmulatedAws;
  let kms: Trouble;
  let before: StatusReport;
  let balancer: string;

  const write = async (value: string) => await (await access.admin(balancer)).kv2(MOUNT).put('kept', { value });
  const node = ({ nodes }: StatusReport, id: string) => nodes.find((one) => one.id === id);

  beforeAll(async () => {
    aws = await EmulatedAws.start();
    kms = new Trouble(aws.url);
    const seal = `Seal.awsKms(${JSON.stringify(await aws.sealKey(await kms.listen()))})`;
    const main = (environment: string) => mainOf([{ environment }], { engine: engineOf('vault'), seal });
    lab = Lab.create({ label: 'awskms', main });
    access = new LabAccess(lab);
    await lab.deploy();
    before = await lab.status();
    balancer = await access.balancer();
    await access.prepareMount(balancer);
    await write('from the beginning');
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
    await kms.close();
    await aws.stop();
  });

  test('is founded by one deploy, with recovery shares and no seal server', () => {
    expect(before).toMatchObject({ healthy: true, voters: 3, seal: { type: 'awskms' } });
  });

  test('comes back by itself when every engine is killed', async () => {
    for (const { id } of before.nodes) await killByPidFiles(access.machine(id), 'engine.pid');
    await expectHealthy();
  });

  test.each(['unreachable', 'DisabledException', 'IncorrectKeyException'])(
    'with its key %s, what runs goes on, what starts waits, and nothing is initialized again',
    async (mode) => {
      kms.mode = mode === 'unreachable' ? mode : refusal(mode);
      const [, follower] = leaderAndFollower(await lab.status());
      await killByPidFiles(access.machine(follower), 'engine.pid');
      kms.requests = 0;
      await until('the engine has asked for its key', async () => kms.requests > 1 || { not: kms.requests });

      await write(mode);
      const status = await lab.status();
      expect(status.cluster_id).toBe(before.cluster_id);
      expect(node(status, follower)?.state).not.toMatch(/active|standby|uninitialized/);
      expect(await probe(node(before, follower)?.address ?? '', '/live')).toBe(200);
      expect(await probe(node(before, follower)?.address ?? '', '/ready')).toBe(503);

      kms.mode = 'well';
      await expectHealthy();
      expect((await (await access.admin(balancer)).kv2(MOUNT).get('kept'))?.data['value']).toBe(mode);
    },
  );

  /** The same cluster on the same machines, without a deploy. */
  async function expectHealthy(): Promise<void> {
    const status = await until('the cluster is healthy', async () => {
      const seen = await lab.status();
      return seen.healthy ? seen : { not: seen.problems };
    });
    expect(status).toMatchObject({ voters: 3, cluster_id: before.cluster_id });
    expect(status.nodes.map(({ id }) => id)).toEqual(before.nodes.map(({ id }) => id));
  }
});

/** What the machine's agent answers to a balancer, which does not ask who it is. */
async function probe(address: string, what: string): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    request({ host: address, port: PORTS.probe, path: what, rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once('error', reject)
      .end();
  });
}
