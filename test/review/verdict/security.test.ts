import { describe, expect, it } from 'vitest';
import type { SyntheticChange } from '../support/plans.js';
import { codes, create, destroy, findingWith, reviewSynthetic, update } from '../support/review.js';

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (action: string | string[], resource = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
});
const group = (...cidrs: string[]) => ({
  ingress: cidrs.map((cidr) => ({ from_port: 8200, to_port: 8200, protocol: 'tcp', cidr_blocks: [cidr] })),
});
const rule = (cidr: string, group_id = 'sg-1') => ({
  security_group_id: group_id,
  ip_protocol: 'tcp',
  from_port: 8200,
  to_port: 8200,
  cidr_ipv4: cidr,
});
const metadata = (http_tokens: string, hops = 1) => ({
  metadata_options: [{ http_tokens, http_put_response_hop_limit: hops }],
});
const keyPolicy = (...principals: string[]) => ({
  policy: policy(allow('kms:Decrypt', '*', { Principal: { AWS: principals } })),
});

/** Weaker security, each with its code, and the change that would be stronger or no change at all. */
const CASES: readonly [string, string, SyntheticChange][] = [
  [
    'a statement is added',
    'QRV-IAM-BROADENED',
    update(
      'aws_iam_policy.a',
      { policy: policy(allow('s3:GetObject', 'x')) },
      { policy: policy(allow('s3:GetObject', 'x'), allow('s3:PutObject', 'x')) },
    ),
  ],
  [
    'a role may be assumed by more',
    'QRV-IAM-BROADENED',
    update(
      'aws_iam_role.a',
      { assume_role_policy: policy(allow('sts:AssumeRole', 'x', { Principal: { Service: 'a' } })) },
      { assume_role_policy: policy(allow('sts:AssumeRole', 'x', { Principal: { Service: ['a', 'b'] } })) },
    ),
  ],
  [
    'a wildcard grows',
    'QRV-IAM-WILDCARD',
    update('aws_iam_policy.a', { policy: policy(allow('s3:GetObject', 'x')) }, { policy: policy(allow('s3:*', 'x')) }),
  ],
  [
    'a denial is removed',
    'QRV-IAM-DENY-REMOVED',
    update(
      'aws_iam_policy.a',
      { policy: policy(allow('s3:*'), { Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' }) },
      { policy: policy(allow('s3:*')) },
    ),
  ],
  [
    'a managed policy is attached',
    'QRV-IAM-ATTACHED',
    create('aws_iam_role_policy_attachment.a', {
      policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      role: 'r',
    }),
  ],
  [
    'a managed policy is added to a role',
    'QRV-IAM-ATTACHED',
    update('aws_iam_role.a', { managed_policy_arns: ['x'] }, { managed_policy_arns: ['x', 'y'] }),
  ],
  [
    'a policy is not known yet',
    'QRV-IAM-UNKNOWN',
    update('aws_iam_policy.a', { policy: policy(allow('s3:GetObject')) }, {}, { unknown: { policy: true } }),
  ],
  ['a range is widened', 'QRV-NET-WIDENED', update('aws_security_group.a', group('10.1.0.0/16'), group('10.0.0.0/8'))],
  ['the world is let in', 'QRV-NET-WORLD', update('aws_security_group.a', group('10.0.0.0/8'), group('0.0.0.0/0'))],
  [
    'a rule resource is widened',
    'QRV-NET-WIDENED',
    update('aws_vpc_security_group_ingress_rule.a', rule('10.1.0.0/16'), rule('10.0.0.0/8')),
  ],
  ['a rule resource is new', 'QRV-NET-WORLD', create('aws_vpc_security_group_ingress_rule.a', rule('0.0.0.0/0'))],
  [
    'metadata needs no token',
    'QRV-IMDS-OPTIONAL',
    update('aws_launch_template.a', metadata('required'), metadata('optional')),
  ],
  [
    'metadata travels further',
    'QRV-IMDS-HOPS',
    update('aws_instance.a', metadata('required', 1), metadata('required', 2)),
  ],
  ['a volume is not encrypted', 'QRV-ENCRYPTION-OFF', create('aws_ebs_volume.a', { encrypted: false })],
  [
    'a root volume is no longer encrypted',
    'QRV-ENCRYPTION-OFF',
    update(
      'aws_instance.a',
      { root_block_device: [{ encrypted: true }] },
      { root_block_device: [{ encrypted: false }] },
    ),
  ],
  [
    'a key is taken off',
    'QRV-ENCRYPTION-OFF',
    update('aws_sns_topic.a', { kms_master_key_id: 'k' }, { kms_master_key_id: null }),
  ],
  [
    'the encryption of a bucket goes',
    'QRV-ENCRYPTION-OFF',
    destroy('aws_s3_bucket_server_side_encryption_configuration.a', { bucket: 'b' }),
  ],
  [
    'a listener gives up TLS',
    'QRV-ENCRYPTION-OFF',
    update('aws_lb_listener.a', { protocol: 'TLS' }, { protocol: 'TCP' }),
  ],
  ['a public address comes', 'QRV-PUBLIC-ADDRESS', create('aws_instance.a', { associate_public_ip_address: true })],
  ['a balancer faces the internet', 'QRV-PUBLIC-ADDRESS', update('aws_lb.a', { internal: true }, { internal: false })],
  [
    'a public access block is weakened',
    'QRV-PUBLIC-STORE',
    update('aws_s3_bucket_public_access_block.a', { block_public_acls: true }, { block_public_acls: false }),
  ],
  [
    'a public access block goes',
    'QRV-PUBLIC-STORE',
    destroy('aws_s3_bucket_public_access_block.a', { block_public_acls: true }),
  ],
  ['the principals of a key change', 'QRV-KEY-POLICY', update('aws_kms_key.a', keyPolicy('a'), keyPolicy('b'))],
  [
    'fewer principals may use a key',
    'QRV-KEY-POLICY',
    update('aws_kms_key_policy.a', keyPolicy('a', 'b'), keyPolicy('a')),
  ],
  [
    'a deletion window is shortened',
    'QRV-KEY-WINDOW',
    update('aws_kms_key.a', { deletion_window_in_days: 30 }, { deletion_window_in_days: 7 }),
  ],
  [
    'a deletion window falls below its default',
    'QRV-KEY-WINDOW',
    update('aws_kms_key.a', { deletion_window_in_days: null }, { deletion_window_in_days: 7 }),
  ],
  [
    'a secret can be restored for less time',
    'QRV-KEY-WINDOW',
    update('aws_secretsmanager_secret.a', { recovery_window_in_days: 30 }, { recovery_window_in_days: 0 }),
  ],
  [
    'a key is no longer rotated',
    'QRV-KEY-ROTATION',
    update('aws_kms_key.a', { enable_key_rotation: true }, { enable_key_rotation: false }),
  ],
  ['a trail goes', 'QRV-AUDIT-OFF', destroy('aws_cloudtrail.a', { name: 't' })],
  [
    'a token comes to user data',
    'QRV-SECRET-CLEAR',
    update('aws_instance.a', { user_data: 'a\nb\nc' }, { user_data: 'a\nexport TOKEN=abc\nc' }),
  ],
  [
    'a token comes to a tag',
    'QRV-SECRET-CLEAR',
    update('aws_instance.a', { tags: {} }, { tags: { t: 'hvs.abcdefghijklmn' } }),
  ],
];

describe('weaker security', () => {
  it.each(CASES)('%s: %s', (_name, code, change) => {
    const review = reviewSynthetic([change]);
    expect(codes(review)).toContain(code);
    expect(findingWith(review, code)).toMatchObject({
      area: 'security',
      severity: 'approval',
      address: change.address,
    });
    expect(review.exit_code).toBe(3);
  });

  const reversible = CASES.filter(
    ([name, , { actions }]) => actions[0] === 'update' && !/principals|unknown|not known/.test(name),
  );
  it.each(reversible)('turned round is none: %s', (_name, code, change) => {
    const review = reviewSynthetic([{ ...change, before: change.after, after: change.before, unknown: {} }]);
    expect(codes(review)).not.toContain(code);
  });

  it.each(CASES.filter(([, , { actions }]) => actions[0] === 'update'))(
    'unchanged is none: %s',
    (_name, _code, change) => {
      const review = reviewSynthetic([
        {
          ...change,
          before: { ...(change.after as object), x: 1 },
          after: { ...(change.after as object), x: 2 },
          unknown: {},
        },
      ]);
      expect(review.findings.filter(({ area }) => area === 'security')).toEqual([]);
    },
  );

  it('is not seen in a rule that only moved to another address', () => {
    const review = reviewSynthetic([
      destroy('aws_vpc_security_group_ingress_rule.old', rule('10.0.0.0/8')),
      create('aws_vpc_security_group_ingress_rule.new', rule('10.0.0.0/8')),
      create('aws_vpc_security_group_ingress_rule.inside', rule('10.1.0.0/16')),
    ]);
    expect(codes(review)).toEqual([]);
  });

  it('is seen when the same rule is given to another group', () => {
    const review = reviewSynthetic([
      destroy('aws_vpc_security_group_ingress_rule.old', rule('10.0.0.0/8', 'sg-1')),
      create('aws_vpc_security_group_ingress_rule.new', rule('10.0.0.0/8', 'sg-2')),
    ]);
    expect(codes(review)).toEqual(['QRV-NET-WIDENED']);
  });

  it('is judged for values that are marked sensitive as well, without showing them', () => {
    const review = reviewSynthetic([
      update(
        'aws_iam_policy.a',
        { policy: policy(allow('canary:Get', 'x')) },
        { policy: policy(allow('canary:*', 'x')) },
        { beforeSensitive: { policy: true }, afterSensitive: { policy: true } },
      ),
    ]);
    expect(codes(review)).toContain('QRV-IAM-WILDCARD');
    expect(review.changes[0]?.attributes[0]?.meaning?.lines).toEqual([]);
  });
});

describe('an output that was sensitive', () => {
  it('is reported when it will be shown in clear', () => {
    const planned = {
      actions: ['update'],
      before: 'canary-output',
      after: 'canary-output',
      before_sensitive: true,
      after_sensitive: false,
    };
    const review = reviewSynthetic([], {}, { output_changes: { o: planned } });
    expect(codes(review)).toContain('QRV-SECRET-UNMARKED');
    expect(JSON.stringify(review)).not.toContain('canary-output');
  });
});
