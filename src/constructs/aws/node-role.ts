import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { Construct } from 'constructs';
import { pinned } from '../pinned.js';
import { assumedBy, policy, type Statement } from './policy.js';

/** What a machine of the cluster is in the account. What it may do is said apart, where the things are. */
export class NodeRole {
  readonly role: IamRole;
  readonly profile: IamInstanceProfile;
  /** What it may do: a machine needs it from its first moment on. */
  readonly permissions: IamRolePolicy[] = [];
  readonly #scope: Construct;

  constructor(scope: Construct) {
    this.#scope = scope;
    const role = new IamRole(scope, 'role', {
      description: 'Nodes of the cluster',
      assumeRolePolicy: assumedBy('Machines', 'ec2.amazonaws.com'),
    });
    this.role = pinned(role, 'node');
    this.profile = pinned(new IamInstanceProfile(scope, 'profile', { role: role.name }), 'node');
  }

  /** Unsealing: nothing but to use the key. */
  mayUnseal(keyArn: string): void {
    const Action = ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'];
    this.#may('unseal', { Sid: 'Unseal', Effect: 'Allow', Action, Resource: keyArn });
  }

  /** Copies of snapshots: to write and to look for them, never to delete one. */
  mayKeepSnapshots(bucketArn: string, keyArn: string): void {
    this.#may(
      'snapshots',
      { Sid: 'List', Effect: 'Allow', Action: ['s3:ListBucket'], Resource: bucketArn },
      { Sid: 'Write', Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `${bucketArn}/*` },
      { Sid: 'Encrypt', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn },
    );
  }

  #may(name: string, ...statements: readonly Statement[]): void {
    const props = { role: this.role.id, name, policy: policy(...statements) };
    this.permissions.push(pinned(new IamRolePolicy(this.#scope, `may-${name}`, props), name));
  }
}
