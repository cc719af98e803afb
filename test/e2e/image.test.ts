import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { controlGroupsOf } from '../../src/machines/nspawn/control-groups.js';
import { HAS_MACHINES } from '../machines/nspawn/support/has-machines.js';
import { inside } from '../machines/nspawn/support/inside.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';

const MEMORY_MIB = 768;
const CPUS = 2;

/** One node whose image has a step of the stack's and needs a signature. */
const stack = (publicKey: string) => (environment: string) =>
  `
  import { App, LocalBackend, TerraformStack } from 'cdktf';
  import { Engine, HaCluster, Platform } from '../src/constructs/index.js';
  const app = new App();
  const stack = new TerraformStack(app, '${environment}');
  new LocalBackend(stack, { path: '../../../.quorate/${environment}/terraform.tfstate' });
  new HaCluster(stack, 'vault', {
    engine: Engine.vault('1.21.1'),
    platform: Platform.local({ machines: 'nspawn', limits: { memory: ${MEMORY_MIB}, cpus: ${CPUS} } }),
    image: {
      provision: [{ name: 'a motto', script: 'echo hands off > /etc/motto' }],
      signedBy: [${JSON.stringify(publicKey)}],
    },
    nodes: 1,
    deletionProtection: false,
  });
  app.synth();
`;

describe.runIf(EVERYTHING && HAS_MACHINES)('an image of one’s own that has to be signed', () => {
  let lab: Lab;
  let digest: string;
  const machines = () => {
    const folder = path.join(lab.store, 'machines');
    return existsSync(folder) ? readdirSync(folder) : [];
  };

  beforeAll(() => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    lab = Lab.create({ label: 'image', main: stack(publicKey) });
    writeFileSync(path.join(lab.folder, 'signer.key'), privateKey, { mode: 0o600 });
  });
  afterAll(() => lab.remove());

  test('is baked without a deploy, by its name, and found the next time', async () => {
    const built = await lab.quorate(['image', 'build', lab.environment]);
    expect(built.exitCode, built.text).toBe(0);
    expect(built.text).toContain('image: a motto');
    digest = built.stdout.trim();
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const again = await lab.quorate(['image', 'build', lab.environment]);
    expect(again.text).toContain('it is there');
    expect(machines()).toEqual([]);
  });

  test('is booted by no machine before somebody signed it', async () => {
    const refused = await lab.cdktf(['deploy', lab.environment, '--auto-approve']);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toContain('QRT-IMAGE-UNSIGNED');
    expect(machines()).toEqual([]);
  });

  test('is booted once it is signed, with what its step made and within its limits', async () => {
    const signed = await lab.quorate(['image', 'sign', digest, '--key', 'signer.key']);
    expect(signed.exitCode, signed.text).toBe(0);
    await lab.deploy();
    const { healthy, nodes } = await lab.status();
    expect(healthy).toBe(true);
    const [node] = nodes;
    expect(node?.image).toBe(digest);
    expect((await inside(node?.id ?? '', 'cat /etc/motto')).said).toBe('hands off');
    const limit = (...files: readonly string[]) =>
      controlGroupsOf(node?.id ?? '')
        .flatMap((group) => files.map((file) => path.join(group, file)))
        .filter((file) => existsSync(file))
        .map((file) => Number.parseInt(readFileSync(file, 'utf8'), 10));
    // Of control groups of version 1 and 2; microseconds of every tenth of a second.
    expect(limit('memory.limit_in_bytes', 'memory.max')).toEqual([MEMORY_MIB * 1024 ** 2]);
    expect(limit('cpu.cfs_quota_us', 'cpu.max')).toEqual([CPUS * 100_000]);
    expect((await lab.deploy()).text).toContain('No changes');
  });
});
