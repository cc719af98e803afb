import { App, TerraformStack, Testing } from 'cdktf';
import { describe, expect, it, vi } from 'vitest';
import {
  Custody,
  Engine,
  HaCluster,
  type HaClusterProps,
  Platform,
  Seal,
  Snapshots,
} from '../../src/constructs/index.js';
import { readImageInputs } from '../../src/image/index.js';
import { imageDigestOf } from '../../src/schema/index.js';
import { assetsWith } from '../image/support/assets.js';

const { folder } = vi.hoisted(() => ({ folder: { assets: '' } }));
vi.mock('../../src/constructs/assets.js', () => ({ assetsFolder: () => folder.assets }));

type Block = Readonly<Record<string, unknown>>;

/** The resources of a stack with one cluster, by type. */
function synth(change: Partial<HaClusterProps> = {}, constructId = 'vault'): Record<string, Record<string, Block>> {
  folder.assets = assetsWith({ 'provider.mjs': 'the provider' });
  const stack = new TerraformStack(new App({ outdir: folder.assets }), 'lab');
  new HaCluster(stack, constructId, { engine: Engine.vault('1.21.1'), platform: Platform.local(), ...change });
  return JSON.parse(Testing.synth(stack)).resource;
}

const logicalIds = (resources: Record<string, Record<string, Block>>) =>
  Object.entries(resources).flatMap(([type, blocks]) => Object.keys(blocks).map((id) => `${type}.${id}`));
const cluster = (change: Partial<HaClusterProps> = {}) => synth(change)['quorate_cluster']?.['cluster'];

describe('a cluster’s resources', () => {
  it('have logical ids that do not depend on what the construct is called: they hold state', () => {
    expect(logicalIds(synth({}, 'vault'))).toEqual(logicalIds(synth({}, 'renamed')));
    expect(logicalIds(synth()).sort()).toEqual([
      'quorate_attachment.attachments',
      'quorate_cluster.cluster',
      'quorate_image.image',
      'quorate_load_balancer.balancer',
      'quorate_machine.machines',
      'quorate_member.members',
      'quorate_seal.seal',
    ]);
  });

  it('of every machine are made before those they replace are touched', () => {
    const resources = synth();
    const perMachine = ['quorate_machine', 'quorate_member', 'quorate_attachment'];
    for (const type of perMachine) {
      const [block] = Object.values(resources[type] ?? {});
      expect(block).toMatchObject({ lifecycle: { create_before_destroy: true } });
    }
  });

  it('are one machine a slot, spread over the zones', () => {
    const machines = synth({ nodes: 5, platform: Platform.local({ zones: 3 }) })['quorate_machine']?.['machines'];
    expect(machines).toMatchObject({
      for_each: { a: 'zone-1', b: 'zone-2', c: 'zone-3', d: 'zone-1', e: 'zone-2' },
      slot: '${each.key}',
      zone: '${each.value}',
      role: 'member',
    });
  });

  it('converge only when every machine is enrolled and attached', () => {
    const found = cluster();
    expect(found?.['depends_on']).toEqual(['quorate_attachment.attachments']);
    expect(found?.['members']).toBe(
      '${{ for slot, m in quorate_member.members : slot => { machine_id = m.machine_id, address = m.address, ' +
        'slot = m.slot, zone = m.zone, image = m.image, version = m.engine_version } }}',
    );
  });

  it('are all of the image whose inputs the assets are', () => {
    const resources = synth();
    const digest = imageDigestOf(
      readImageInputs(folder.assets, 'process', { name: 'vault', version: '1.21.1', sha256: null }),
    );
    expect(resources['quorate_image']?.['image']?.['digest']).toBe(digest);
    expect(resources['quorate_machine']?.['machines']?.['image']).toBe(digest);
    expect(resources['quorate_seal']?.['seal']?.['image']).toBe(digest);
  });

  it('belong to the environment that the stack is named after', () => {
    const blocks = Object.values(synth()).flatMap((byId) => Object.values(byId));
    expect(new Set(blocks.map(({ environment }) => environment))).toEqual(new Set(['lab']));
  });
});

describe('a cluster', () => {
  it('is protected against deletion unless that is switched off', () => {
    expect(cluster()?.['deletion_protection']).toBe(true);
    expect(cluster({ deletionProtection: false })?.['deletion_protection']).toBe(false);
  });

  it('has no seal server with Shamir', () => {
    const resources = synth({ seal: Seal.shamir() });
    expect(resources['quorate_seal']).toBeUndefined();
    expect(resources['quorate_cluster']?.['cluster']?.['seal']).toEqual({ type: 'shamir' });
  });

  it('keeps the seal server that it leaves for Shamir, for as long as it is named', () => {
    const leaving = synth({ seal: Seal.shamir().after(Seal.transit()) });
    expect(Object.keys(leaving['quorate_seal'] ?? {})).toEqual(['seal']);
    expect(leaving['quorate_cluster']?.['cluster']).toMatchObject({
      seal: { type: 'shamir' },
      former_seal: { type: 'transit', address: '${quorate_seal.seal.address}' },
    });
    expect(cluster()).not.toHaveProperty('former_seal');
    expect(() => Seal.transit().after(Seal.shamir())).toThrow('Only Shamir comes after an auto-seal');
  });

  it('waits for the cluster of another environment when it says so, and cannot be replicated', () => {
    expect(cluster({ standbyOf: 'prod' })).toMatchObject({ standby_of: 'prod' });
    expect(() => cluster({ standbyOf: 'lab' })).toThrow('waits for another environment');
    expect(() => cluster({ replication: 'dr' } as never)).toThrow(/Enterprise.*quorate failover/);
  });

  it('tells its nodes of a key of KMS what they need, and makes no seal server for it', () => {
    const seal = Seal.awsKms({ keyId: 'alias/vault', region: 'eu-west-1', credentialsFile: '/etc/kms' });
    const resources = synth({ seal });
    expect(resources['quorate_seal']).toBeUndefined();
    expect(resources['quorate_cluster']?.['cluster']?.['seal']).toEqual({
      type: 'awskms',
      options: { kms_key_id: 'alias/vault', region: 'eu-west-1', credentials_file: '/etc/kms' },
    });
  });

  it('has three nodes by default, and shares of its own', () => {
    const resources = synth();
    expect(Object.keys(resources['quorate_machine']?.['machines']?.['for_each'] ?? {})).toEqual(['a', 'b', 'c']);
    expect(resources['quorate_cluster']?.['cluster']?.['custody']).toMatchObject({ type: 'lab', shares: 5 });
  });

  it.each([0, 2, 4, 6, 8, 9, 2.5, -1])('refuses %d nodes when it is made', (nodes) => {
    expect(() => synth({ nodes })).toThrow(`1 (development), 3, 5 or 7 nodes, received ${nodes}`);
  });
});

describe('copies of snapshots', () => {
  it('go where the stack says, with the key and the credentials that it names', () => {
    const place = { bucket: 'acme-vault', region: 'eu-west-1', kmsKeyId: 'alias/acme', credentialsFile: '/etc/acme' };
    const snapshots = Snapshots.every('1h').copyTo(place);
    expect(cluster({ snapshots })?.['snapshots']).toMatchObject({
      every: 3600,
      storage: { bucket: 'acme-vault', kms_key_id: 'alias/acme', credentials_file: '/etc/acme', thinned_by: 'agent' },
    });
  });
});

describe('the policy by which an engine is accepted', () => {
  const image = (change: Partial<HaClusterProps>) => synth(change)['quorate_image']?.['image']?.['engine'];
  const pgp = Custody.pgp({ recipients: ['alice', 'bob', 'carol'], threshold: 2 });

  it('takes what was built here only in a lab, which keeps its own key', () => {
    expect(image({})).toMatchObject({ policy: 'lab' });
    expect(image({ custody: pgp })).toMatchObject({ policy: 'vendor' });
  });

  it('takes a file by the checksum that is given with it, whoever has the shares', () => {
    const sha256 = 'ab'.repeat(32);
    const engine = Engine.file({ name: 'openbao', version: '2.5.5', path: 'engines/bao', sha256 });
    for (const custody of [pgp, Custody.lab()]) {
      expect(image({ engine, custody })).toEqual({
        name: 'openbao',
        version: '2.5.5',
        policy: 'file',
        file: 'engines/bao',
        sha256,
      });
    }
  });
});
