import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Trouble } from '../aws/trouble.js';
import { until } from '../engine/support/until.js';
import { RunningDeploy } from './crash/support/running-deploy.js';
import { EmulatedAws } from './support/emulated-aws.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { mainOf } from './support/main-of.js';
import { NumberedWrites } from './support/numbered-writes.js';
import { ENGINES, engineOf } from './support/openbao.js';

const CASES = [
  ...ENGINES.map((engine) => ({ engine, auto: 'transit' }) as const),
  { engine: 'vault', auto: 'awskms' } as const,
];

/** Which seal the program names. */
const seal = (name: 'shamir' | 'auto' | 'back') => ({ WHICH_SEAL: name });

describe.runIf(EVERYTHING).each(CASES)('$engine moved from Shamir to $auto and back', ({ engine, auto }) => {
  let aws: EmulatedAws | undefined;
  let kms: Trouble | undefined;
  let lab: Lab;
  let access: LabAccess;
  let before: Awaited<ReturnType<Lab['status']>>;

  const kv = async () => (await access.admin(await access.balancer())).kv2(MOUNT);
  const ids = ({ nodes }: typeof before) => nodes.map(({ id }) => id).toSorted();
  const seals = async () =>
    await Promise.all(
      before.nodes.map(async ({ id }) => (await (await access.environment.agent(id)).status()).engine.seal_type),
    );
  /** Kills the deploy once a first node was started with the new seal. */
  const breakOff = async (variables: Readonly<Record<string, string>>, to: string) => {
    const deploy = RunningDeploy.start(lab, { variables });
    const started = async () => {
      const now = await seals();
      return now.includes(to) || { not: now };
    };
    await until(`a node is started with ${to}`, started, 120_000);
    await deploy.kill();
  };
  /** The rest of the way while a client writes, and what came of it. */
  const finish = async (variables: Readonly<Record<string, string>>, to: string) => {
    const writes = new NumberedWrites(access, await access.balancer());
    await lab.deploy(variables);
    await writes.stop();
    expect(await writes.lost()).toEqual([]);
    console.info(`to ${to}: longest write gap ${Math.round(writes.longestGap)} ms`);
    expect(writes.longestGap).toBeLessThan(10_000);
    const after = await lab.status();
    expect(after).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id, seal: { type: to } });
    expect(ids(after)).toEqual(ids(before));
    expect(await seals()).toEqual([to, to, to]);
    expect((await (await kv()).get('kept'))?.data).toEqual({ value: 'from the beginning' });
    await (await kv()).put(`sealed by ${to}`, { value: to });
    expect((await (await kv()).get(`sealed by ${to}`))?.data).toEqual({ value: to });
    expect((await lab.cdktf(['diff', lab.environment], { variables })).text).toContain('No changes.');
  };
  const proveShares = async (kind: string) => {
    const status = await lab.quorate(['keys', 'status', lab.environment, '--json']);
    expect(JSON.parse(status.stdout)).toMatchObject({ kind });
    const proven = await lab.quorate(['keys', 'verify', lab.environment, '--json']);
    expect(proven.exitCode, proven.text).toBe(0);
    expect(JSON.parse(proven.stdout)).toMatchObject({ proven: true });
  };

  beforeAll(async () => {
    if (auto === 'awskms') aws = await EmulatedAws.start();
    if (aws) kms = new Trouble(aws.url);
    const key = aws && JSON.stringify(await aws.sealKey(await kms?.listen()));
    const named = key ? `Seal.awsKms(${key})` : 'Seal.transit()';
    const seals = `{ shamir: Seal.shamir(), auto: ${named}, back: Seal.shamir().after(${named}) }`;
    const main = (environment: string) =>
      mainOf([{ environment }], {
        engine: engineOf(engine),
        seal: `new Map(Object.entries(${seals})).get(process.env['WHICH_SEAL'] ?? '') ?? Seal.shamir()`,
      });
    lab = Lab.create({ label: 'seals', main });
    access = new LabAccess(lab);
    await lab.deploy(seal('shamir'));
    await access.prepareMount(await access.balancer());
    await (await kv()).put('kept', { value: 'from the beginning' });
    before = await lab.status();
  });
  afterAll(async () => {
    await access?.close();
    await lab?.remove();
    await kms?.close();
    await aws?.stop();
  });

  test('names the gap before it happens, and replaces no machine', async () => {
    const { text } = await lab.cdktf(['diff', lab.environment], { variables: seal('auto') });
    expect(text).toContain(`from shamir to ${auto} writes stop once, for about 0.6 s, when leadership moves`);
    expect(text).toMatch(/quorate_cluster\.cluster.*will be updated in-place/);
    expect(text).not.toContain('must be replaced');
  });

  test.runIf(auto === 'awskms')('stops at its first node while the key is away, and can be taken back', async () => {
    if (kms) kms.mode = 'unreachable';
    const stopped = await lab.cdktf(['deploy', lab.environment, '--auto-approve'], { variables: seal('auto') });
    expect(stopped.exitCode).not.toBe(0);
    expect(stopped.text).toContain('QRT-ENGINE-TIMEOUT');
    expect(stopped.text).toContain('error fetching AWS KMS wrapping key information');
    const status = await lab.status();
    expect(status).toMatchObject({ voters: 3, failure_tolerance: 0, cluster_id: before.cluster_id });
    await (await kv()).put('kept', { value: 'from the beginning' });
    await lab.deploy(seal('shamir'));
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3, seal: { type: 'shamir' } });
    expect(await seals()).toEqual(['shamir', 'shamir', 'shamir']);
    if (kms) kms.mode = 'well';
  });

  test('goes on from Shamir to the auto-seal after a deploy that was killed midway', async () => {
    await breakOff(seal('auto'), auto);
    expect(new Set(await seals())).toEqual(new Set(['shamir', auto]));
    await (await kv()).put('midway', { value: 'written between two seals' });
    await finish(seal('auto'), auto);
    expect((await (await kv()).get('midway'))?.data).toEqual({ value: 'written between two seals' });
    await proveShares('recovery');
  });

  test('is not led away from a seal that the stack does not name any more', async () => {
    const refused = await lab.cdktf(['deploy', lab.environment, '--auto-approve'], { variables: seal('shamir') });
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toContain('QRT-SEAL-FORMER');
    expect(await seals()).toEqual([auto, auto, auto]);
    expect((await lab.deploy(seal('auto'))).text).toContain('No changes.');
  });

  test('goes back to Shamir the same way, and snapshots of the time before are refused', async () => {
    const taken = await lab.quorate(['snapshot', 'take', lab.environment, '--json']);
    const { id } = JSON.parse(taken.stdout);
    await breakOff(seal('back'), 'shamir');
    expect(new Set(await seals())).toEqual(new Set(['shamir', auto]));
    await finish(seal('back'), 'shamir');
    await proveShares('unseal');
    const refused = await lab.quorate(['restore', lab.environment, '--snapshot', id]);
    expect(refused).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-SNAPSHOT-OTHER-SEAL') });
  });

  test('lets the seal server go once the stack names it no more', async () => {
    await lab.deploy(seal('shamir'));
    expect((await access.environment.driver.list(lab.environment)).map(({ role }) => role)).not.toContain('seal');
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3, seal: { type: 'shamir' } });
    expect((await (await kv()).get('kept'))?.data).toEqual({ value: 'from the beginning' });
  });
});
