import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { FIGURE, FIGURES_DIMENSION, FIGURES_NAMESPACE, identitySeed } from '../../src/schema/index.js';
import { ProdStack } from '../../stacks/prod.js';
import { StagingStack } from '../../stacks/staging.js';
import { assets, type Block, RECIPIENTS, removeAssets, type Synthesised, synthesise } from './synth.js';

const { folder } = vi.hoisted(() => ({ folder: { assets: '' } }));
vi.mock('../../src/constructs/assets.js', () => ({ assetsFolder: () => folder.assets }));

/** What EC2 accepts of user data. */
const USER_DATA_LIMIT = 16 * 1024;

const listOf = <T extends z.ZodType>(element: T) =>
  z.union([element, z.array(element)]).transform((value) => (Array.isArray(value) ? value : [value]));
const policyText = z.object({
  Statement: z.array(
    z.object({
      Sid: z.string(),
      Effect: z.enum(['Allow', 'Deny']),
      Action: listOf(z.string()),
      Resource: listOf(z.string()).optional(),
      Principal: z.unknown().optional(),
      Condition: z.unknown().optional(),
    }),
  ),
});

describe.each([
  ['prod', ProdStack],
  ['staging', StagingStack],
] as const)('the stack %s', (id, Stack) => {
  let stack: Synthesised;
  const of = (type: string): readonly Block[] => stack.blocks.filter((block) => block.type === type);
  const one = (address: string) => {
    const found = stack.blocks.find((block) => block.address === address);
    if (!found) throw new Error(`there is no ${address}`);
    return found.values;
  };
  const policies = () =>
    stack.blocks.flatMap(({ address, values }) =>
      Object.entries(values)
        .filter(([name, value]) => name.endsWith('policy') && typeof value === 'string' && value.startsWith('{'))
        .flatMap(([, text]) =>
          policyText.parse(JSON.parse(String(text))).Statement.map((one) => ({ address, ...one })),
        ),
    );

  beforeAll(() => {
    folder.assets = assets();
    stack = synthesise(folder.assets, (app) => new Stack(app, id, RECIPIENTS));
  });
  afterAll(() => removeAssets(folder.assets));

  it('needs no credentials: none are in it, and none are asked for', () => {
    expect(Object.keys(JSON.parse(stack.text).provider)).toEqual(['aws', 'quorate']);
    expect(JSON.parse(stack.text).provider.aws).toEqual([{ region: 'eu-west-1' }]);
    expect(stack.text).not.toMatch(/access_key|secret_key|PRIVATE KEY|AKIA|hvs\.|"token"/);
  });

  it('encrypts every store', () => {
    const buckets = of('aws_s3_bucket').map(({ address }) => `\${${address}.id}`);
    const encrypted = of('aws_s3_bucket_server_side_encryption_configuration').map(({ values }) => values['bucket']);
    expect(buckets.length).toBeGreaterThan(0);
    expect(encrypted).toEqual(buckets);
    expect(JSON.stringify(of('aws_s3_bucket_server_side_encryption_configuration'))).toContain('"aws:kms"');
    expect(JSON.stringify(one('aws_launch_template.machines')['block_device_mappings'])).toContain(
      '"encrypted":"true"',
    );
  });

  it('keeps every store from the public, from plain HTTP and from being overwritten', () => {
    const buckets = of('aws_s3_bucket').map(({ address }) => `\${${address}.id}`);
    const closed = {
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    };
    expect(of('aws_s3_bucket_public_access_block').map(({ values }) => values)).toEqual(
      buckets.map((bucket) => ({ bucket, ...closed })),
    );
    expect(of('aws_s3_bucket_versioning').map(({ values }) => values)).toEqual(
      buckets.map((bucket) => ({ bucket, versioning_configuration: { status: 'Enabled' } })),
    );
    expect(of('aws_s3_bucket_policy').map(({ values }) => values['bucket'])).toEqual(buckets);
    expect(JSON.stringify(of('aws_s3_bucket_policy'))).toContain('aws:SecureTransport');
  });

  it('has nothing public: no gateway, no public address, no rule for the world', () => {
    const gateways = stack.blocks.filter(({ type }) => /internet_gateway|nat_gateway|eip|_egress_only/.test(type));
    expect(gateways).toEqual([]);
    for (const { values } of of('aws_subnet')) expect(values['map_public_ip_on_launch']).toBe(false);
    expect(one('aws_lb.balancer')['internal']).toBe(true);
    expect(stack.text).not.toMatch(/0\.0\.0\.0\/0|::\/0/);
    expect(one('aws_default_security_group.default')).not.toHaveProperty('ingress');
  });

  it('lets operators in from the named networks only, and clients to the balancer only', () => {
    const fromNetworks = of('aws_vpc_security_group_ingress_rule').filter(({ values }) => values['cidr_ipv4']);
    const seen = fromNetworks.map(({ values }) => [
      values['security_group_id'],
      values['cidr_ipv4'],
      values['to_port'],
    ]);
    const cidr = one('aws_vpc.network')['cidr_block'];
    expect(seen).toEqual([
      ['${aws_security_group.balancer.id}', cidr, 8200],
      ['${aws_security_group.members.id}', '10.1.0.0/24', 8200],
      ['${aws_security_group.members.id}', '10.1.0.0/24', 8202],
      ['${aws_security_group.members.id}', '10.1.0.0/24', 22],
    ]);
  });

  it('demands tokens of the metadata service, one hop away', () => {
    expect(one('aws_launch_template.machines')['metadata_options']).toEqual({
      http_endpoint: 'enabled',
      http_tokens: 'required',
      http_put_response_hop_limit: 1,
    });
  });

  it('has no wildcard in what it allows, but in key policies, whose only resource is their key, and where no resource exists', () => {
    const allowed = policies().filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.length).toBeGreaterThan(5);
    for (const { address, Sid, Action, Resource, Condition } of allowed) {
      expect(Action.join(), `${address} ${Sid}`).not.toContain('*');
      if (address.startsWith('aws_kms_key.')) continue;
      if (Action.join() === 'cloudwatch:PutMetricData') {
        expect(Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'Quorate' } });
        continue;
      }
      const unbounded = (Resource ?? []).filter((arn) => arn.includes('*') && !/^\$\{[\w.]+\.arn\}\/\*$/.test(arn));
      expect(unbounded, `${address} ${Sid}`).toEqual([]);
    }
  });

  it('lets an engine use the seal key and nothing else, an agent write snapshots and delete none', () => {
    const ofRole = (role: string) =>
      of('aws_iam_role_policy')
        .filter(({ values }) => values['role'] === `\${aws_iam_role.${role}.id}`)
        .flatMap(({ values }) => policyText.parse(JSON.parse(String(values['policy']))).Statement)
        .flatMap(({ Action, Resource = [] }) => Action.map((action) => `${action} ${Resource.join()}`));
    const key = '${aws_kms_key.seal.arn}';
    expect(ofRole('engine')).toEqual([`kms:Encrypt ${key}`, `kms:Decrypt ${key}`, `kms:DescribeKey ${key}`]);
    expect(ofRole('node').sort()).toEqual(
      [
        'cloudwatch:PutMetricData *',
        'kms:Decrypt ${aws_kms_key.stores.arn}',
        'kms:GenerateDataKey ${aws_kms_key.stores.arn}',
        's3:GetObject ${aws_s3_bucket.snapshots.arn}/*',
        's3:ListBucket ${aws_s3_bucket.snapshots.arn}',
        's3:PutObject ${aws_s3_bucket.snapshots.arn}/*',
        ...(id === 'prod' ? AUDIT : []),
        'sts:AssumeRole ${aws_iam_role.engine.arn}',
      ].sort(),
    );
    const users = policies().filter(({ address, Effect }) => address === 'aws_kms_key.seal' && Effect === 'Allow');
    expect(users.map(({ Sid, Principal }) => [Sid, Principal])).toContainEqual([
      'NodesUnseal',
      { AWS: '${aws_iam_role.engine.arn}' },
    ]);
  });

  it('raises an alarm for all that a person has to know of the cluster, from what its nodes publish', () => {
    const own = of('aws_cloudwatch_metric_alarm').filter(({ values }) => values['namespace'] === FIGURES_NAMESPACE);
    expect(own.map(({ values }) => values['metric_name']).sort()).toEqual(Object.values(FIGURE).sort());
    for (const { values } of own) {
      expect(values).toMatchObject({ dimensions: { [FIGURES_DIMENSION]: id }, treat_missing_data: 'breaching' });
    }
  });

  it('lets nobody but the named role disable a key, schedule its deletion or change who may', () => {
    for (const { address } of of('aws_kms_key')) {
      const denied = policies().find((one) => one.address === address && one.Effect === 'Deny');
      expect(denied).toMatchObject({
        Principal: '*',
        Action: ['kms:DisableKey', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'],
        Resource: ['*'],
      });
      expect(one(address)['policy']).toContain(':role/quorate-break-glass');
    }
  });

  it('turns keys over and leaves the longest time to take a deletion back', () => {
    for (const { values } of of('aws_kms_key')) {
      expect(values).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30 });
    }
  });

  it('destroys nothing that holds data', () => {
    const guarded = stack.blocks.filter(({ values }) =>
      JSON.stringify(values['lifecycle'])?.includes('prevent_destroy'),
    );
    expect(guarded.map(({ address }) => address).sort()).toEqual(
      [
        'aws_kms_key.seal',
        'aws_kms_key.stores',
        ...(id === 'prod' ? ['aws_s3_bucket.audit'] : []),
        'aws_s3_bucket.snapshots',
      ].sort(),
    );
    expect(one('quorate_cluster.cluster')['deletion_protection']).toBe(true);
    expect(one('aws_lb.balancer')['enable_deletion_protection']).toBe(true);
  });

  it('protects machines from termination and makes their successors first', () => {
    for (const address of [
      'aws_instance.machines',
      'quorate_member.members',
      'aws_lb_target_group_attachment.attachments',
    ]) {
      expect(one(address)['lifecycle']).toMatchObject({ create_before_destroy: true });
    }
    expect(one('aws_instance.machines')['disable_api_termination']).toBe(true);
  });

  it('changes no running machine in place: what would stop it makes a new one', () => {
    const machines = one('aws_instance.machines');
    expect(machines['user_data_replace_on_change']).toBe(true);
    expect(machines).not.toHaveProperty('instance_type');
    expect(machines).not.toHaveProperty('root_block_device');
  });

  it('makes new machines when anything changes that they are told, but for the key of their operators', () => {
    const machines = one('aws_instance.machines');
    const told = JSON.parse(String(machines['user_data']));
    const birth = one('terraform_data.birth')['input'];
    expect(birth).toEqual({ ...told, slot: '', access: { ...told.access, operator_key: '' } });
    expect(machines['lifecycle']).toEqual({
      create_before_destroy: true,
      ignore_changes: ['user_data'],
      replace_triggered_by: ['terraform_data.birth'],
    });
  });

  it('tells machines what they are in public JSON that fits, and runs nothing of it', () => {
    const text = String(one('aws_instance.machines')['user_data'])
      .replace('${each.key}', 'a')
      .replace('${quorate_operator.operator.public_key}', `ssh-ed25519 ${'A'.repeat(68)} quorate`);
    expect(text.length).toBeLessThan(USER_DATA_LIMIT);
    expect(identitySeed.parse(JSON.parse(text))).toMatchObject({ environment: id, role: 'member', slot: 'a' });
  });

  it('converges only when every machine is enrolled and attached', () => {
    const cluster = one('quorate_cluster.cluster');
    expect(cluster['depends_on']).toEqual(['aws_lb_target_group_attachment.attachments']);
    expect(cluster['seal']).toEqual({ type: 'awskms', region: 'eu-west-1', kms_key_id: '${aws_kms_key.seal.arn}' });
    expect(one('quorate_member.members')['machine_id']).toBe('${each.key}-${substr(each.value.id, -8, 8)}');
  });

  it('tags all that can be tagged, and looks nothing up by it', () => {
    const untagged = stack.blocks.filter(({ type, values }) => TAGGED.test(type) && !values['tags']);
    expect(untagged.map(({ address }) => address)).toEqual([]);
    expect(JSON.parse(stack.text).data.aws_ami?.image ?? {}).not.toHaveProperty('tags');
  });

  it('has logical ids that do not depend on what the construct is called: they hold state', () => {
    const unpinned = stack.blocks.filter(({ address }) => /_[0-9A-F]{8}$/.test(address));
    expect(unpinned.map(({ address }) => address)).toEqual([]);
  });
});

/** What ships audit logs, where the stack has a place for them. */
const AUDIT = ['kms:GenerateDataKey ${aws_kms_key.stores.arn}', 's3:PutObject ${aws_s3_bucket.audit.arn}/*'];

const TAGGED =
  /^aws_(vpc|subnet|route_table|security_group|vpc_endpoint|launch_template|instance|iam_role|kms_key|lb|lb_target_group|s3_bucket|route53_zone|cloudwatch_metric_alarm)$/;
