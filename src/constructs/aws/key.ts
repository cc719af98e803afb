import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import { KmsReplicaKey } from '@cdktf/provider-aws/lib/kms-replica-key/index.js';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import type { Construct } from 'constructs';
import { pinned } from '../pinned.js';
import { policy, type Statement } from './policy.js';

/** Days in which a scheduled deletion can be taken back: the longest that KMS has. */
const DELETION_WINDOW_DAYS = 30;

/** What whoever administers the account may do with a key, by policies of theirs. */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:CreateGrant',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/** What ends a key's usefulness, or who may do that. */
const DESTRUCTION = ['kms:DisableKey', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'];

export interface KeyProps {
  /** Whether Terraform refuses to destroy it. */
  readonly isProtected: boolean;
  readonly alias: string;
  readonly description: string;
  /** Id of the account. */
  readonly account: string;
  /** The one role that may destroy the key, by its name in this account. */
  readonly breakGlassRole: string;
  /**
   * Whether other regions can have a replica.
   * @default false
   */
  readonly isMultiRegion?: boolean;
  /** Who may use it, and how. */
  readonly users: readonly Statement[];
}

/**
 * A key that is the data: whatever it wraps is lost with it. So nobody but one named role may disable it, schedule its
 * deletion or change who may, Terraform may not destroy it, and it turns over every year by itself.
 */
export function protectedKey(scope: Construct, id: string, props: KeyProps): KmsKey {
  const { alias, description, account, breakGlassRole, users, isProtected, isMultiRegion = false } = props;
  const key = new KmsKey(scope, `key-${id}`, {
    description,
    enableKeyRotation: true,
    ...(isMultiRegion && { multiRegion: true }),
    deletionWindowInDays: DELETION_WINDOW_DAYS,
    // KMS refuses a policy that its own author could not change again. That is what is wanted here.
    bypassPolicyLockoutSafetyCheck: true,
    policy: policy(
      {
        Sid: 'Administration',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ADMINISTRATION,
        // The key that this policy belongs to: a key policy has no other resource.
        Resource: '*',
      },
      {
        Sid: 'NobodyDestroysIt',
        Effect: 'Deny',
        Principal: '*',
        Action: DESTRUCTION,
        Resource: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/${breakGlassRole}` } },
      },
      ...users,
    ),
    lifecycle: { preventDestroy: isProtected },
  });
  pinned(key, id);
  pinned(new KmsAlias(scope, `alias-${id}`, { name: `alias/${alias}`, targetKeyId: key.keyId }), id);
  return key;
}

/** The same key in another region, under the same policy: what one wraps, the other opens. */
export function replicaOf(scope: Construct, id: string, key: KmsKey, region: string, isProtected: boolean): void {
  const provider = new AwsProvider(scope, `aws-${id}-replica`, { region, alias: `${id}_replica` });
  const replica = new KmsReplicaKey(scope, `replica-${id}`, {
    provider,
    primaryKeyArn: key.arn,
    description: `Replica of ${key.arn}`,
    deletionWindowInDays: DELETION_WINDOW_DAYS,
    bypassPolicyLockoutSafetyCheck: true,
    policy: key.policy,
    lifecycle: { preventDestroy: isProtected },
  });
  pinned(replica, id);
}
