import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OperationLock, readJournal } from '../../src/operation/index.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess } from './support/lab-access.js';
import { ENGINES, engineOf } from './support/openbao.js';

const APP = 'path "kv/data/app/*" {\n  capabilities = ["read"]\n}\n';

/** A lab that declares these props of its cluster. */
const declaring = (props: string, engine: (typeof ENGINES)[number]) => (environment: string) =>
  [
    "import { App, LocalBackend, TerraformStack } from 'cdktf';",
    "import { Engine, HaCluster, Platform } from '../src/constructs/index.js';",
    'const app = new App();',
    `const stack = new TerraformStack(app, '${environment}');`,
    `new LocalBackend(stack, { path: '../../../.quorate/${environment}/terraform.tfstate' });`,
    "new HaCluster(stack, 'vault', {",
    `  engine: ${engineOf(engine)},`,
    '  platform: Platform.local(),',
    `  ${props}`,
    '  deletionProtection: false,',
    '});',
    'app.synth();',
    '',
  ].join('\n');

const FULL = `policies: { app: ${JSON.stringify(APP)} },
  authMethods: { approle: { type: 'approle', description: 'machines', maxLeaseTtl: '4h' } },
  autopilot: { maxTrailingLogs: 2000 },`;

describe.runIf(EVERYTHING).each(ENGINES)('the settings of %s, declared in the stack', (name) => {
  let lab: Lab;
  let access: LabAccess;
  /** Standbys of OpenBao answer some writes by themselves, with an error. */
  const admin = async () => {
    const { nodes, leader } = await lab.status();
    return await access.admin(nodes.find(({ id }) => id === leader)?.address ?? '');
  };
  const diff = async () => (await lab.cdktf(['diff', lab.environment])).text;

  beforeAll(async () => {
    lab = Lab.create({ label: 'settings', main: declaring(FULL, name) });
    access = new LabAccess(lab);
    await lab.deploy();
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('are on it after the first deploy, and the next one has nothing to do', async () => {
    const engine = await admin();
    expect(await engine.policies.get('app')).toBe(APP);
    expect((await engine.auth.list())['approle/']).toMatchObject({
      type: 'approle',
      config: { max_lease_ttl: 14_400 },
    });
    expect((await engine.autopilot.configuration()).max_trailing_logs).toBe(2000);
    expect(await diff()).toContain('No changes');
  });

  test('that were changed by hand show in the diff, each by name, and a deploy mends them, audit first', async () => {
    const engine = await admin();
    await engine.policies.put('app', 'path "*" { capabilities = ["sudo"] }');
    await engine.policies.put('quorate-operator', 'path "*" { capabilities = ["read"] }');
    await engine.policies.put('by-hand', APP);
    await engine.auth.tune('approle', { description: 'machines', default_lease_ttl: 0, max_lease_ttl: 60 });
    // OpenBao keeps the audit devices of its configuration by itself.
    const isByApi = name === 'vault';
    if (isByApi) await engine.audit.disable('quorate-file');
    const shown = await diff();
    for (const difference of [
      ...(isByApi ? ['audit device quorate-file is missing'] : []),
      'policy app has another text',
      'policy quorate-operator has another text',
      'auth method approle has another description or other leases',
    ]) {
      expect(shown).toContain(difference);
    }
    const planned = await lab.quorate(['configure', lab.environment, '--plan']);
    expect(planned).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('policy app has another text') });
    expect('quorate-file/' in (await engine.audit.list())).toBe(!isByApi);
    const { text } = await lab.deploy();
    expect(text).toContain('mended: policy app has another text');
    if (isByApi) expect(text.indexOf('mended: audit device')).toBeLessThan(text.indexOf('mended: policy'));
    expect(await engine.policies.get('app')).toBe(APP);
    expect(await engine.policies.get('by-hand')).toBe(APP);
    expect((await engine.audit.list())['quorate-file/']).toBeDefined();
    expect(await diff()).toContain('No changes');
  });

  test('autopilot that was changed by hand is drift as well', async () => {
    const engine = await admin();
    await engine.autopilot.configure({ max_trailing_logs: 50 });
    expect(await diff()).toContain('autopilot has other settings');
    await lab.deploy();
    expect((await engine.autopilot.configuration()).max_trailing_logs).toBe(2000);
  });

  test('that leave the stack leave the engine, and what others made stays', async () => {
    writeFileSync(path.join(lab.folder, 'stacks', 'main.ts'), declaring('', name)(lab.environment));
    await lab.deploy();
    const engine = await admin();
    expect(await engine.policies.get('app')).toBeNull();
    expect((await engine.auth.list())['approle/']).toBeUndefined();
    expect(await engine.policies.get('by-hand')).toBe(APP);
    expect(await engine.policies.get('quorate-configure')).not.toContain('acl/app');
    expect((await engine.autopilot.configuration()).max_trailing_logs).toBe(1000);
  });

  test('can be mended by the share holders when the role that keeps them is locked out', async () => {
    const engine = await admin();
    await engine.cert('quorate').removeRole('configure');
    expect(await diff()).toContain('role configure is not let in');
    const deployed = await lab.cdktf(['deploy', lab.environment, '--auto-approve']);
    expect(deployed).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-CONFIGURE-REFUSED') });
    const refused = await lab.quorate(['configure', lab.environment]);
    expect(refused).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-CONFIGURE-REFUSED') });
    const { token } = JSON.parse((await lab.quorate(['keys', 'root', lab.environment, '--json'])).stdout);
    const mended = await lab.quorate(['configure', lab.environment, '--root', '--json'], { input: `${token}\n` });
    expect(mended.exitCode, mended.text).toBe(0);
    expect(JSON.parse(mended.stdout)).toEqual({ mended: ['role configure is missing'] });
    const root = (await access.plain(await access.balancer())).withToken(token);
    await expect(root.token.lookupSelf()).rejects.toMatchObject({ status: 403 });
    await lab.deploy();
    expect(await diff()).toContain('No changes');
  });

  test('are mended under the lock, with an entry for what was done', async () => {
    const { store } = access.environment;
    const lock = await OperationLock.acquire(store, { operation: 'somebody-else' });
    const locked = await lab.quorate(['configure', lab.environment]).finally(() => lock.release());
    expect(locked).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-LOCKED') });
    await (await admin()).policies.remove('quorate-observer');
    const { stdout } = await lab.quorate(['configure', lab.environment, '--json']);
    expect(JSON.parse(stdout)).toEqual({ mended: ['policy quorate-observer is missing'] });
    const told = await readJournal(store);
    expect(told.map(({ entry }) => entry.step)).toContain('mend the settings of the engine');
  });
});
