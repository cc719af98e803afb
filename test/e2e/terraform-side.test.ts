import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StatusReport } from '../../src/schema/index.js';
import { EVERYTHING } from './support/everything.js';
import { Lab, type Outcome } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { fewestLive, VoterWatch } from './support/voter-watch.js';

/** A protected cluster under this name; no cluster at all for null. */
function mainOf(environment: string, cluster: string | null): string {
  const block = `new HaCluster(stack, '${cluster}', {
  engine: Engine.vault('1.21.1'),
  platform: Platform.local(),
  nodes: 3,
  deletionProtection: true,
});`;
  return `
import { App, LocalBackend, TerraformStack } from 'cdktf';
import { Engine, HaCluster, Platform } from '../src/constructs/index.js';
const app = new App();
const stack = new TerraformStack(app, '${environment}');
new LocalBackend(stack, { path: '../../../.quorate/${environment}/terraform.tfstate' });
${cluster === null ? 'void [Engine, HaCluster, Platform];' : block}
app.synth();
`;
}

describe.skipIf(!EVERYTHING)('a cluster in use, when Terraform is used in ways that go past the convergence,', () => {
  let lab: Lab;
  let access: LabAccess;
  let watch: VoterWatch;
  let balancer: string;
  let first: StatusReport;
  let before: StatusReport;

  beforeAll(async () => {
    lab = Lab.create({ label: 'terraform', main: (environment) => mainOf(environment, 'vault') });
    access = new LabAccess(lab);
    await lab.deploy();
    first = await lab.status();
    balancer = await access.balancer();
    await access.prepareMount(balancer);
    await (await access.admin(balancer)).kv2(MOUNT).put('kept', { value: 'from the beginning' });
    watch = new VoterWatch(access);
  });
  beforeEach(async () => {
    before = await lab.status();
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  const terraform = (...args: string[]): Promise<Outcome> =>
    lab.run('terraform', args, { cwd: path.join(lab.folder, 'cdktf.out/stacks', lab.environment) });
  const cdktf = (): Promise<Outcome> => lab.cdktf(['deploy', lab.environment, '--auto-approve']);
  const machines = async (role: string) =>
    (await access.environment.driver.list(lab.environment)).filter((one) => one.role === role).map(({ id }) => id);
  const stackOf = (cluster: string | null) =>
    writeFileSync(path.join(lab.folder, 'stacks', 'main.ts'), mainOf(lab.environment, cluster));

  /** Three voters of the same cluster, opened by the same keys, and the data is there. */
  async function expectWhole(): Promise<StatusReport> {
    const now = await lab.status();
    expect(now).toMatchObject({ healthy: true, voters: 3, failure_tolerance: 1, cluster_id: first.cluster_id });
    expect(await access.cluster.sealed.read()).toMatchObject({ state: 'confirmed', cluster_id: first.cluster_id });
    const secret = await (await access.admin(balancer)).kv2(MOUNT).get('kept');
    expect(secret?.data).toEqual({ value: 'from the beginning' });
    return now;
  }

  const members = ({ nodes }: StatusReport) => nodes.map(({ id }) => id);

  test('keeps a voter whose machine alone is replaced (-target, -replace), and the next deploy goes on', async () => {
    const a = 'quorate_machine.machines["a"]';
    const { exitCode, text } = await terraform('apply', '-auto-approve', `-target=${a}`, `-replace=${a}`);
    expect(exitCode, text).toBe(1);
    expect(text).toContain('QRT-STILL-MEMBER');
    expect(text).toMatch(/Deploy, so that the convergence\s+.*removes it first/s);
    expect(members(await lab.status())).toEqual(expect.arrayContaining(members(before)));
    const deployed = await cdktf();
    expect(deployed.exitCode, deployed.text).toBe(0);
    const after = members(await expectWhole());
    expect(after.filter((id) => members(before).includes(id))).toHaveLength(2);
    expect((await machines('member')).toSorted()).toEqual(after.toSorted());
  });

  test('moves off a tainted machine by a whole deploy, as in a rollout', async () => {
    const { exitCode, text } = await terraform('taint', 'quorate_machine.machines["b"]');
    expect(exitCode, text).toBe(0);
    const deployed = await cdktf();
    expect(deployed.exitCode, deployed.text).toBe(0);
    expect(members(await expectWhole()).filter((id) => members(before).includes(id))).toHaveLength(2);
  });

  test('keeps its seal server and its key, be it replaced or tainted, and says what to do', async () => {
    const servers = await machines('seal');
    const replaced = await terraform('apply', '-auto-approve', '-replace=quorate_seal.seal');
    expect(replaced.exitCode, replaced.text).toBe(1);
    expect(replaced.text).toContain('QRT-SEAL-IN-USE');
    await terraform('taint', 'quorate_seal.seal');
    const tainted = await cdktf();
    expect(tainted.exitCode, tainted.text).toBe(1);
    expect(tainted.text).toMatch(/terraform\s+untaint\s+quorate_seal\.seal/);
    expect(await machines('seal')).toEqual(servers);
    expect(members(await expectWhole())).toEqual(members(before));
    await terraform('untaint', 'quorate_seal.seal');
    const deployed = await cdktf();
    expect(deployed.exitCode, deployed.text).toBe(0);
  });

  test('stays as it is when its enrolments or attachments are replaced', async () => {
    for (const address of ['quorate_member.members["a"]', 'quorate_attachment.attachments["c"]']) {
      const { exitCode, text } = await terraform('apply', '-auto-approve', `-replace=${address}`);
      expect(exitCode, text).toBe(0);
      const deployed = await cdktf();
      expect(deployed.exitCode, deployed.text).toBe(0);
      expect(members(await expectWhole())).toEqual(members(before));
    }
  });

  test('outlives the loss of its state: warned of, the deploy moves it to machines that it knows, and keeps every key', async () => {
    const servers = await machines('seal');
    for (const name of ['terraform.tfstate', 'terraform.tfstate.backup']) rmSync(path.join(lab.store, name));
    const { exitCode, text } = await cdktf();
    expect(exitCode, text).toBe(0);
    expect(text).toContain("Terraform's state does not know the cluster");
    const after = members(await expectWhole());
    expect((await machines('member')).toSorted()).toEqual(after.toSorted());
    expect(await machines('seal')).toEqual(servers);
    expect((await cdktf()).text).toContain('No changes.');
  });

  test('outlives another name of its construct: the deploy is refused, and the old name goes on', async () => {
    stackOf('renamed');
    const renamed = await cdktf();
    expect(renamed.exitCode, renamed.text).toBe(1);
    expect(renamed.text).toContain('QRT-RENAMED');
    expect(members(await expectWhole())).toEqual(members(before));
    stackOf('vault');
    const { exitCode, text } = await cdktf();
    expect(exitCode, text).toBe(0);
    expect(members(await expectWhole())).toEqual(members(before));
  });

  test('outlives the removal of its block: it is protected, and nothing is stopped', async () => {
    stackOf(null);
    const { exitCode, text } = await cdktf();
    expect(exitCode, text).toBe(1);
    expect(members(await expectWhole())).toEqual(members(before));
  });

  test('had three live voters all the time', async () => {
    expect(fewestLive(await watch.stop())).toBeGreaterThanOrEqual(3);
  });
});
