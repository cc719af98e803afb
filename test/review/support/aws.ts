import type { SyntheticChange } from './plans.js';
import { create, destroy, update } from './review.js';

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const read = {
  Sid: 'Read',
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: 'arn:aws:s3:::snapshots/*',
};

/** A synthetic plan for AWS with something of everything that a reviewer must not miss. */
export function awsPlan(): SyntheticChange[] {
  const rule = (from: number, cidr: string, description: string) => ({
    from_port: from,
    to_port: from,
    protocol: 'tcp',
    cidr_blocks: [cidr],
    description,
  });
  const seal = {
    description: 'Vault unseal key',
    deletion_window_in_days: 30,
    enable_key_rotation: true,
    tags: { 'quorate:environment': 'prod' },
  };
  const script = (version: string, token: string) =>
    Buffer.from(
      `#cloud-config\nwrite_files:\n  - path: /etc/app.conf\n    content: version=${version}\nruncmd:\n  - app --token ${token}\n  - systemctl start app\n`,
    ).toString('base64');
  return [
    update(
      'aws_security_group.members',
      { name: 'members', ingress: [rule(8200, '10.1.0.0/16', 'api'), rule(8201, '10.1.0.0/16', 'raft')] },
      { name: 'members', ingress: [rule(8201, '10.1.0.0/16', 'raft, renamed'), rule(8200, '0.0.0.0/0', 'api')] },
    ),
    update(
      'module.iam.aws_iam_policy.snapshots',
      { name: 'snapshots', policy: policy(read) },
      { name: 'snapshots', policy: policy({ ...read, Action: ['s3:ListBucket', 's3:GetObject', 's3:*'] }) },
    ),
    update(
      'aws_iam_policy.reordered',
      { policy: policy(read) },
      { policy: policy({ ...read, Action: ['s3:ListBucket', 's3:GetObject'] }) },
    ),
    destroy('aws_kms_key.seal', seal, { reason: 'delete_because_no_resource_config' }),
    {
      address: 'aws_instance.web[0]',
      actions: ['delete', 'create'],
      before: {
        ami: 'ami-1',
        id: 'i-1',
        user_data: script('1', 'hvs.canaryBeforeBefore'),
        tags: { b: '2', a: '1' },
        type: 't3.small',
      },
      after: {
        ami: 'ami-2',
        user_data: script('2', 'hvs.canaryAfterAfter'),
        tags: { a: '1', b: '2' },
        type: 't3.small',
      },
      unknown: { id: true },
      replacePaths: [['ami'], ['type']],
      reason: 'replace_because_cannot_update',
    },
    create('aws_iam_role_policy_attachment.admin', {
      role: 'app',
      policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
    create(
      'aws_db_instance.main',
      { engine: 'postgres', password: 'canary-database', publicly_accessible: true },
      { unknown: { id: true } },
    ),
    {
      address: 'module.names["eu|west `1` @team"].aws_route53_record.a',
      actions: ['forget'],
      before: { name: 'a.example' },
    },
  ];
}
