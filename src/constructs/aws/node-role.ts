import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { Construct } from 'constructs';
import { FIGURES_NAMESPACE } from '../../schema/index.js';
import { pinned } from '../pinned.js';
import { assumedBy, policy, type Statement } from './policy.js';

/**
 * What a machine of the cluster is in the account, in two parts: the machine's own role is the agent's, and the engine has
 * one that the agent takes on for it. The host keeps them apart: the engine cannot reach the metadata service. What each
 * may do is said where the things are.
 */
export class NodeRole {
  readonly role: IamRole;
  readonly engine: IamRole;
  readonly profile: IamInstanceProfile;
  /** What it may do: a machine needs it from its first moment on. */
  readonly permissions: IamRolePolicy[] = [];
  readonly #scope: Construct;

  constructor(scope: Construct) {
    this.#scope = scope;
    const role = new IamRole(scope, 'role', {
      description: 'Nodes of the cluster, and what agents may do',
      assumeRolePolicy: assumedBy('Machines', 'ec2.amazonaws.com'),
    });
    this.role = pinned(role, 'node');
    this.profile = pinned(new IamInstanceProfile(scope, 'profile', { role: role.name }), 'node');
    const engine = new IamRole(scope, 'engine-role', {
      description: 'Engines of the cluster',
      assumeRolePolicy: policy({
        Sid: 'Agents',
        Effect: 'Allow',
        Principal: { AWS: role.arn },
        Action: ['sts:AssumeRole'],
      }),
    });
    this.engine = pinned(engine, 'engine');
    this.#may('engine', { Sid: 'Engine', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: engine.arn });
    this.#may('figures', {
      Sid: 'Figures',
      Effect: 'Allow',
      Action: ['cloudwatch:PutMetricData'],
      // It has no resource level: the namespace is what bounds it.
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': FIGURES_NAMESPACE } },
    });
  }

  /** Unsealing: nothing but to use the key, and the engine alone. */
  mayUnseal(keyArn: string): void {
    const Action = ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'];
    this.#may('unseal', { Sid: 'Unseal', Effect: 'Allow', Action, Resource: keyArn }, this.engine);
  }

  /** Copies of snapshots: to write and to look for them, never to delete one. */
  mayKeepSnapshots(bucketArn: string, keyArn: string): void {
    this.#may('snapshots', [
      { Sid: 'List', Effect: 'Allow', Action: ['s3:ListBucket'], Resource: bucketArn },
      { Sid: 'Write', Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `${bucketArn}/*` },
      { Sid: 'Encrypt', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn },
    ]);
  }

  /** Audit logs: to write, and nothing else. */
  mayShipAudit(bucketArn: string, keyArn: string): void {
    this.#may('audit', [
      { Sid: 'Ship', Effect: 'Allow', Action: ['s3:PutObject'], Resource: `${bucketArn}/*` },
      { Sid: 'Encrypt', Effect: 'Allow', Action: ['kms:GenerateDataKey'], Resource: keyArn },
    ]);
  }

  #may(name: string, what: Statement | readonly Statement[], who = this.role): void {
    const props = { role: who.id, name, policy: policy(...[what].flat()) };
    this.permissions.push(pinned(new IamRolePolicy(this.#scope, `may-${name}`, props), name));
  }
}
