import { TerraformStack } from 'cdktf';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type AwsPlatformProps,
  Custody,
  Engine,
  HaCluster,
  Platform,
  Snapshots,
} from '../../../src/constructs/index.js';
import { assets, RECIPIENTS, removeAssets, type Synthesised, synthesise } from '../../stacks/synth.js';

const { folder } = vi.hoisted(() => ({ folder: { assets: '' } }));
vi.mock('../../../src/constructs/assets.js', () => ({ assetsFolder: () => folder.assets }));

const BASE = { region: 'eu-west-1', operators: ['10.1.0.0/24'], breakGlassRole: 'break-glass' };
const NETWORK = {
  vpcId: 'vpc-1',
  cidr: '10.0.0.0/16',
  subnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
  subnetCidrs: ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24'],
  routeTableIds: ['rtb-1'],
};

function stackWith(change: Partial<AwsPlatformProps>): Synthesised {
  return synthesise(folder.assets, (app) => {
    const stack = new TerraformStack(app, 'prod');
    new HaCluster(stack, 'vault', {
      engine: Engine.vault('1.21.1'),
      platform: Platform.aws({ ...BASE, ...change }),
      custody: Custody.pgp({ recipients: RECIPIENTS, threshold: 2 }),
      snapshots: Snapshots.every('1h').keep({ hourly: 24 }),
    });
    return stack;
  });
}

describe('on AWS', () => {
  beforeAll(() => {
    folder.assets = assets();
  });
  afterAll(() => removeAssets(folder.assets));
  const valuesOf = (stack: Synthesised, address: string) => {
    const found = stack.blocks.find((block) => block.address === address);
    if (!found) throw new Error(`there is no ${address}`);
    return found.values;
  };

  it('a deploy that bakes does so where operators reach the builder, and machines boot what it made', () => {
    const stack = stackWith({ builder: { copies: ['eu-central-1'] } });
    expect(valuesOf(stack, 'quorate_image.image')).toMatchObject({
      form: 'ami',
      ec2: {
        region: 'eu-west-1',
        copies: ['eu-central-1'],
        subnet_id: '${aws_subnet.private_1.id}',
        security_group_ids: ['${aws_security_group.members.id}'],
        public_address: false,
      },
    });
    expect(valuesOf(stack, 'aws_instance.machines')['ami']).toBe('${quorate_image.image.ami}');
    expect(stack.text).not.toContain('data.aws_ami');
  });

  it('an Instance Connect endpoint reaches port 22 of the machines, and nothing else', () => {
    const stack = stackWith({ instanceConnect: true });
    expect(valuesOf(stack, 'aws_vpc_security_group_egress_rule.instance_connect')).toMatchObject({
      referenced_security_group_id: '${aws_security_group.members.id}',
      from_port: 22,
      to_port: 22,
    });
    expect(valuesOf(stack, 'aws_ec2_instance_connect_endpoint.operators')['security_group_ids']).toEqual([
      '${aws_security_group.instance_connect.id}',
    ]);
    const told = JSON.parse(String(valuesOf(stack, 'aws_instance.machines')['user_data']));
    expect(told.access.operators).toEqual([...BASE.operators, told.access.members[0]]);
  });

  it('further services are reached by endpoints of their own, and by no gateway', () => {
    const stack = stackWith({ furtherEndpoints: ['ssm', 'secretsmanager'] });
    const services = stack.blocks
      .filter(({ type }) => type === 'aws_vpc_endpoint')
      .map(({ values }) => values['service_name']);
    const named = ['kms', 'monitoring', 's3', 'secretsmanager', 'ssm', 'sts'].map(
      (service) => `com.amazonaws.eu-west-1.${service}`,
    );
    expect(services.sort()).toEqual(named);
  });

  it('a replica of the seal key is as protected as the key itself', () => {
    const stack = stackWith({ sealReplicaRegion: 'eu-central-1' });
    const [key, replica] = [valuesOf(stack, 'aws_kms_key.seal'), valuesOf(stack, 'aws_kms_replica_key.seal')];
    expect(key['multi_region']).toBe(true);
    expect(replica).toMatchObject({
      primary_key_arn: '${aws_kms_key.seal.arn}',
      policy: '${aws_kms_key.seal.policy}',
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
      provider: 'aws.seal_replica',
    });
    expect(() => stackWith({ sealReplicaRegion: 'eu-west-1' })).toThrow('another region');
  });

  it('copies of snapshots belong to the other account, and what is deleted here stays there', () => {
    const to = {
      bucketArn: 'arn:aws:s3:::copies',
      account: '210987654321',
      keyArn: 'arn:aws:kms:eu-west-1:210987654321:key/1',
    };
    const stack = stackWith({ snapshotCopies: to });
    const [rule] = valuesOf(stack, 'aws_s3_bucket_replication_configuration.snapshots')['rule'] as [object];
    expect(rule).toMatchObject({
      delete_marker_replication: { status: 'Disabled' },
      destination: { account: to.account, access_control_translation: { owner: 'Destination' } },
    });
    const may = String(valuesOf(stack, 'aws_iam_role_policy.copies')['policy']);
    expect(may).not.toMatch(/Delete|"\*"|:\*"/);
  });

  it('a public balancer admits the named networks only, and stands beside the internal one', () => {
    const stack = stackWith({ vpc: NETWORK, publicBalancer: { subnetIds: ['subnet-9'], allow: ['203.0.113.0/24'] } });
    expect(valuesOf(stack, 'aws_lb.balancer')['internal']).toBe(true);
    expect(valuesOf(stack, 'aws_lb.public_balancer')).toMatchObject({ internal: false, subnets: ['subnet-9'] });
    const open = stack.blocks
      .filter(({ values }) => values['cidr_ipv4'] === '203.0.113.0/24')
      .map(({ values }) => values);
    expect(open).toEqual([
      expect.objectContaining({ security_group_id: '${aws_security_group.public_balancer.id}', to_port: 8200 }),
    ]);
    expect(valuesOf(stack, 'quorate_cluster.cluster')['depends_on']).toContain(
      'aws_lb_target_group_attachment.public_attachments',
    );
    const allow = (cidr: string) =>
      stackWith({ vpc: NETWORK, publicBalancer: { subnetIds: ['subnet-9'], allow: [cidr] } });
    expect(() => allow('0.0.0.0/0')).toThrow("received '0.0.0.0/0'");
    expect(() => stackWith({ publicBalancer: { subnetIds: ['subnet-9'], allow: ['203.0.113.0/24'] } })).toThrow(
      'vpc of yours',
    );
  });
});
