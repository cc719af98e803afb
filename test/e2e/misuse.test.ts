import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lab } from './support/lab.js';
import { processesBelow } from './support/processes.js';

const BUSY = '127.66.66.66';

/** A stack whose balancer listens where it is told to. */
const onBusyAddress = (environment: string): string =>
  [
    "import { App, LocalBackend, TerraformStack } from 'cdktf';",
    "import { Engine, HaCluster, Platform } from '../src/constructs/index.js';",
    'const app = new App();',
    `const stack = new TerraformStack(app, '${environment}');`,
    `new LocalBackend(stack, { path: '../../../.quorate/${environment}/terraform.tfstate' });`,
    "new HaCluster(stack, 'vault', {",
    "  engine: Engine.vault('1.21.1'),",
    `  platform: Platform.local({ balancerAddress: '${BUSY}' }),`,
    '  nodes: 1,',
    '  deletionProtection: false,',
    '});',
    'app.synth();',
    '',
  ].join('\n');

describe('what cannot be deployed', () => {
  const lab = Lab.create({ label: 'misuse' });
  afterAll(() => lab.remove());

  test.each([
    [
      'an even number of nodes',
      { QUORATE_LAB_NODES: '4' },
      /1 \(development\), 3, 5 or 7 nodes, received 4.*take 3 or 5/s,
    ],
    ['no number of nodes', { QUORATE_LAB_NODES: 'many' }, /received NaN.*Give a whole number/s],
    [
      'an engine that nobody knows',
      { QUORATE_LAB_ENGINE: 'etcd@3.5.0' },
      /expected vault@1\.21\.1.*received "etcd@3\.5\.0"/s,
    ],
    ['an engine without a version', { QUORATE_LAB_ENGINE: 'vault' }, /name@version.*received "vault"/s],
    ['a version of two numbers', { QUORATE_LAB_ENGINE: 'vault@1.21' }, /three numbers.*received "1\.21"/s],
    ['a version that is not in the lock', { QUORATE_LAB_ENGINE: 'vault@1.2.3' }, /vault.*1\.2\.3.*lock.*engine add/s],
    [
      'a seal that nobody knows',
      { QUORATE_LAB_SEAL: 'wax' },
      /QUORATE_LAB_SEAL is transit, shamir or shamir-after-transit, received "wax"/,
    ],
    [
      'machines that nobody knows',
      { QUORATE_LAB_MACHINES: 'nspwan' },
      /QUORATE_LAB_MACHINES is process or nspawn, received "nspwan"/,
    ],
  ])('%s: refused at synthesis with what was expected and received', async (_, variables, message) => {
    const { exitCode, text } = await lab.run(process.execPath, ['scripts/synth.mjs'], { variables });
    expect(exitCode).toBe(1);
    expect(text.replace(/\s+/g, ' ')).toMatch(message);
    expect(text).not.toMatch(/^\s+at /m);
  });

  test('the deploy of a stack that cannot be synthesised says why, exits with 1 and leaves nothing', async () => {
    const variables = { QUORATE_LAB_NODES: '4' };
    const { exitCode, text } = await lab.cdktf(['deploy', lab.environment, '--auto-approve'], { variables });
    expect(exitCode).toBe(1);
    expect(unframed(text)).toContain('A cluster has 1 (development), 3, 5 or 7 nodes, received 4');
    expect(processesBelow(lab.folder)).toEqual([]);
    expect(existsSync(lab.store)).toBe(false);
  });

  test('a computer without Terraform: the message says what is missing', async () => {
    const bin = path.join(lab.folder, 'bin-without-terraform');
    mkdirSync(bin);
    symlinkSync(process.execPath, path.join(bin, 'node'));
    symlinkSync('/bin/sh', path.join(bin, 'sh'));
    const variables = { PATH: bin };
    const { exitCode, text } = await lab.cdktf(['deploy', lab.environment, '--auto-approve'], { variables });
    expect(exitCode).not.toBe(0);
    expect(text).toMatch(/terraform/i);
    const doctor = await lab.quorate(['doctor'], { variables });
    expect(doctor.exitCode).not.toBe(0);
    expect(doctor.text).toMatch(/terraform/i);
  });
});

describe('a balancer address that is in use', () => {
  const lab = Lab.create({ label: 'busy', main: onBusyAddress });
  let holder: Server;
  beforeAll(async () => {
    holder = createServer();
    await new Promise<void>((listening) => holder.listen({ host: BUSY, port: 8200 }, listening));
  });
  afterAll(async () => {
    holder.close();
    await lab.remove();
  });

  test('the deploy says so with the cure and starts no balancer; once it is free the next deploy finishes', async () => {
    const { exitCode, text } = await lab.cdktf(['deploy', lab.environment, '--auto-approve']);
    expect(exitCode).toBe(1);
    expect(text).toContain('QRT-ADDRESS-IN-USE');
    expect(text).toContain(BUSY);
    expect(processesBelow(path.join(lab.store, 'balancer'))).toEqual([]);
    await new Promise((closed) => holder.close(closed));
    await lab.deploy();
    expect(await lab.status()).toMatchObject({ healthy: true, load_balancer: { address: BUSY } });
  });
});

/** Text of messages without the frame and the line ends that the tools put in. */
function unframed(text: string): string {
  return text.replace(/[│╷╵]/g, ' ').replace(/\s+/g, ' ');
}
