import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StatusReport } from '../../src/schema/index.js';
import { RunningDeploy } from './crash/support/running-deploy.js';
import { Lab, type Outcome } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';

const OLD = { QUORATE_LAB_ENGINE: 'vault@1.19.0' };
const NEW = { QUORATE_LAB_ENGINE: 'vault@1.21.1' };
/** Tells what it was given, then says what the file `verdict` says, once that is there. */
const HOOK = 'env > hook-saw; touch hook-asks; while [ ! -e verdict ]; do sleep 0.1; done; exit $(cat verdict)';

const lab = Lab.create({ label: 'rollback', variables: OLD, main: stack });
const access = new LabAccess(lab);
let before: StatusReport;

beforeAll(async () => {
  await lab.deploy();
  before = await lab.status();
  const balancer = await access.balancer();
  await access.prepareMount(balancer);
  await (await access.admin(balancer)).kv2(MOUNT).put('kept', { value: 'from the beginning' });
}, 200_000);
afterAll(async () => {
  await access.close();
  await lab.remove();
});

function stack(environment: string): string {
  return [
    "import { App, LocalBackend, TerraformStack } from 'cdktf';",
    "import { Engine, HaCluster, Platform } from '../src/constructs/index.js';",
    'const app = new App();',
    `const stack = new TerraformStack(app, '${environment}');`,
    `new LocalBackend(stack, { path: '../../../.quorate/${environment}/terraform.tfstate' });`,
    "new HaCluster(stack, 'vault', {",
    "  engine: Engine.parse(process.env['QUORATE_LAB_ENGINE'] ?? ''),",
    "  platform: Platform.local({ machines: process.env['QUORATE_LAB_MACHINES'] === 'nspawn' ? 'nspawn' : 'process' }),",
    `  hook: { command: ['sh', '-c', ${JSON.stringify(HOOK)}], timeoutSeconds: 120 },`,
    '  deletionProtection: false,',
    '});',
    'app.synth();',
    '',
  ].join('\n');
}

const file = (name: string) => path.join(lab.folder, name);

/** The old set is whole, leads as before, and nobody of the new version has ever led. */
async function expectOldSetWhole(): Promise<void> {
  const status = await lab.status();
  expect(status).toMatchObject({ leader: before.leader, voters: 3, quorum: 2, failure_tolerance: 1 });
  const voters = status.nodes.filter(({ voter }) => voter).map(({ id }) => id);
  expect(voters.toSorted()).toEqual(before.nodes.map(({ id }) => id).toSorted());
  const leader = before.nodes.find(({ id }) => id === before.leader);
  const history = await (await access.admin(leader?.address ?? '')).system.versionHistory();
  expect(history.map(({ version }) => version)).toEqual(['1.19.0']);
  const targets = status.load_balancer?.targets.filter(({ state }) => state === 'healthy').map(({ id }) => id);
  expect(targets?.toSorted()).toEqual(voters.toSorted());
  const secret = await (await access.admin(await access.balancer())).kv2(MOUNT).get('kept');
  expect(secret?.data).toEqual({ value: 'from the beginning' });
}

describe('a hook that says no to the new nodes', () => {
  let outcome: Outcome;

  beforeAll(async () => {
    writeFileSync(file('verdict'), '3');
    const deploy = RunningDeploy.start(lab, { variables: { ...NEW, PLANTED_TOKEN: 'hvs.planted' } });
    outcome = await deploy.ended;
  }, 200_000);

  test('rolls the rollout back by itself, with the finding named', async () => {
    expect(outcome.exitCode).not.toBe(0);
    expect(outcome.text).toContain('QRT-ROLLED-BACK');
    expect(outcome.text).toContain('the hook said no: it ended with 3');
    await expectOldSetWhole();
  });

  test('was told of the rollout and of no secret', () => {
    const saw = readFileSync(file('hook-saw'), 'utf8');
    expect(saw).toContain('QUORATE_VERSION=1.21.1');
    expect(saw).toMatch(/QUORATE_NODES=a-\w+=(127|198)\./);
    expect(saw).not.toMatch(/hvs\.planted|TF_|TOKEN|SECRET/);
  });
});

describe('a rollout that is paused while the hook runs', () => {
  let outcome: Outcome;

  beforeAll(async () => {
    writeFileSync(file('hook-asks'), '');
    const { rmSync } = await import('node:fs');
    rmSync(file('verdict'));
    rmSync(file('hook-asks'));
    const deploy = RunningDeploy.start(lab, { variables: NEW });
    await deploy.reaches('the hook', () => existsSync(file('hook-asks')));
    const paused = await lab.quorate(['pause', lab.environment]);
    expect(paused.text).toMatch(/is paused: deploy-.* stops before its next change/);
    writeFileSync(file('verdict'), '0');
    outcome = await deploy.ended;
  }, 200_000);

  test('stops before the next change and says who paused it and how it goes on', async () => {
    expect(outcome.exitCode).not.toBe(0);
    expect(outcome.text).toContain('QRT-PAUSED');
    expect(outcome.text).toContain(`quorate resume ${lab.environment}`);
    expect((await lab.status()).paused).toMatchObject({ by: expect.stringMatching(/.+@.+/) });
    const { text } = await lab.quorate(['plan', lab.environment]);
    expect(text).toMatch(/paused by .+@.+ since/);
    expect(text).toContain('let joiners become voters');
  });

  test('shows the way back without going it', async () => {
    const { exitCode, text } = await lab.quorate(['rollback', lab.environment, '--plan']);
    expect(exitCode, text).toBe(0);
    expect(text.match(/\bremove [abc]-\w+/g)).toHaveLength(3);
    const unasked = await lab.quorate(['rollback', lab.environment]);
    expect(unasked.exitCode).toBe(1);
    expect(unasked.text).toContain('QRT-CONFIRM');
  });

  test('is taken back by one command, and the old image is deployed again on new machines', async () => {
    const began = performance.now();
    const { exitCode, text } = await lab.quorate(['rollback', lab.environment, '--yes']);
    console.info(`rolled back in ${Math.round(performance.now() - began)} ms`);
    expect(exitCode, text).toBe(0);
    await expectOldSetWhole();
    await lab.deploy(OLD);
    const after = await lab.status();
    expect(after).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id, paused: null });
    expect(after.nodes.map(({ version }) => version)).toEqual(['1.19.0', '1.19.0', '1.19.0']);
    expect(after.nodes).toHaveLength(3);
    const idle = await lab.quorate(['rollback', lab.environment, '--yes']);
    expect(idle.exitCode).toBe(1);
    expect(idle.text).toContain('QRT-NO-WAY-BACK');
  }, 200_000);
});
