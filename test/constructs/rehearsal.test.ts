import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, S3Backend, TerraformStack } from 'cdktf';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { Custody, Engine, HaCluster, Platform, Seal, Snapshots } from '../../src/constructs/index.js';
import { assetsWith } from '../image/support/assets.js';

const { folder } = vi.hoisted(() => ({ folder: { assets: '', out: '' } }));
vi.mock('../../src/constructs/assets.js', () => ({ assetsFolder: () => folder.assets }));

const configuration = z.object({
  terraform: z.object({ backend: z.record(z.string(), z.unknown()) }),
  provider: z.record(z.string(), z.unknown()),
  resource: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
});
const keys = ['gnupg-curve25519', 'gnupg-rsa2048'].map((name) =>
  readFileSync(path.join('test/custody/pgp/fixtures', `${name}.asc`), 'utf8'),
);
const stackFolder = () => path.join(folder.out, 'stacks', 'prod');

/** A production of five nodes on AWS, as Terraform would read it. */
function synth(rehearse: boolean): z.infer<typeof configuration> {
  vi.stubEnv('QUORATE_REHEARSE', rehearse ? '1' : '');
  folder.assets = assetsWith({ 'provider.mjs': 'the provider' });
  const app = new App({ outdir: folder.out });
  const stack = new TerraformStack(app, 'prod');
  new S3Backend(stack, { bucket: 'acme', key: 'prod.tfstate', region: 'eu-west-1' });
  stack.addOverride('terraform.backend.s3.use_lockfile', true);
  new HaCluster(stack, 'vault', {
    engine: Engine.vault('1.21.1'),
    platform: Platform.aws({ region: 'eu-west-1', operators: ['10.1.0.0/24'], breakGlassRole: 'break-glass' }),
    nodes: 5,
    seal: Seal.awsKms({ keyId: 'alias/prod', region: 'eu-west-1' }),
    custody: Custody.pgp({ recipients: keys, threshold: 2 }),
    snapshots: Snapshots.every('1h').copyTo({ bucket: 'acme-vault', region: 'eu-west-1' }),
  });
  app.synth();
  return configuration.parse(JSON.parse(readFileSync(path.join(stackFolder(), 'cdk.tf.json'), 'utf8')));
}

beforeEach(() => {
  folder.out = mkdtempSync(path.join(tmpdir(), 'quorate-rehearsal-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder.out, { recursive: true, force: true });
});

describe('a rehearsal of an environment on a cloud', () => {
  it('has its topology on real machines of this computer, and nothing of the cloud', () => {
    const { resource, provider } = synth(true);
    expect(Object.keys(provider)).toEqual(['quorate']);
    expect(Object.keys(resource).filter((type) => !type.startsWith('quorate_'))).toEqual([]);
    expect(resource['quorate_machine']?.['machines']?.['for_each']).toEqual({
      a: 'eu-west-1a',
      b: 'eu-west-1b',
      c: 'eu-west-1c',
      d: 'eu-west-1a',
      e: 'eu-west-1b',
    });
    expect(resource['quorate_image']?.['image']).toMatchObject({ form: 'machine', engine: { policy: 'lab' } });
    const cluster = resource['quorate_cluster']?.['cluster'];
    expect(cluster).toMatchObject({ seal: { type: 'transit' }, custody: { type: 'pgp' }, deletion_protection: false });
    expect(cluster?.['snapshots']).toMatchObject({ every: 3600 });
    expect(JSON.stringify(cluster)).not.toContain('acme-vault');
  });

  it('is an environment of its own with its state here: it never meets what it rehearses', () => {
    const { resource, terraform } = synth(true);
    const named = Object.values(resource).flatMap((blocks) =>
      Object.values(blocks).map((block) => block['environment']),
    );
    expect(new Set(named.filter(Boolean))).toEqual(new Set(['prod-rehearsal']));
    expect(terraform.backend).toEqual({ local: { path: '../../../.quorate/prod-rehearsal/terraform.tfstate' } });
  });

  it('leaves a stack as it is unless it is asked for', () => {
    const { resource, terraform } = synth(false);
    expect(Object.keys(terraform.backend)).toEqual(['s3']);
    expect(resource['quorate_cluster']?.['cluster']).toMatchObject({ environment: 'prod', deletion_protection: true });
  });

  it.each([
    { rehearse: false, remembered: '../../../.quorate/prod-rehearsal/terraform.tfstate', kept: false },
    { rehearse: true, remembered: '../../../.quorate/prod-rehearsal/terraform.tfstate', kept: true },
    { rehearse: true, remembered: null, kept: false },
    { rehearse: false, remembered: null, kept: true },
  ])(
    'never has Terraform copy one state into the other: $rehearse after $remembered',
    ({ rehearse, remembered, kept }) => {
      folder.assets = assetsWith({ 'provider.mjs': 'the provider' });
      const file = path.join(stackFolder(), '.terraform', 'terraform.tfstate');
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(
        file,
        JSON.stringify({ backend: { type: remembered ? 'local' : 's3', config: { path: remembered } } }),
      );
      synth(rehearse);
      expect(existsSync(file)).toBe(kept);
    },
  );
});
