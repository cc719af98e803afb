import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { S3BucketReplicationConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration/index.js';
import type { Construct } from 'constructs';
import { pinned } from '../pinned.js';
import type { SnapshotCopiesProps } from './platform-props.js';
import { assumedBy, policy } from './policy.js';

/**
 * Copies every snapshot into a bucket of another account, which owns the copies: whoever takes this account over cannot
 * take those away. What is deleted here stays there.
 */
export function copyToAccount(scope: Construct, bucket: S3Bucket, key: KmsKey, to: SnapshotCopiesProps): void {
  const role = new IamRole(scope, 'copies-role', {
    description: 'Copies snapshots into another account',
    assumeRolePolicy: assumedBy('S3Copies', 's3.amazonaws.com'),
  });
  pinned(role, 'copies');
  const may = policy(
    {
      Sid: 'Look',
      Effect: 'Allow',
      Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
      Resource: bucket.arn,
    },
    {
      Sid: 'Read',
      Effect: 'Allow',
      Action: ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
      Resource: `${bucket.arn}/*`,
    },
    {
      Sid: 'Write',
      Effect: 'Allow',
      Action: ['s3:ReplicateObject', 's3:ReplicateTags', 's3:ObjectOwnerOverrideToBucketOwner'],
      Resource: `${to.bucketArn}/*`,
    },
    { Sid: 'Open', Effect: 'Allow', Action: ['kms:Decrypt'], Resource: key.arn },
    { Sid: 'Seal', Effect: 'Allow', Action: ['kms:Encrypt'], Resource: to.keyArn },
  );
  pinned(new IamRolePolicy(scope, 'copies-may', { role: role.id, name: 'copies', policy: may }), 'copies');
  const copies = new S3BucketReplicationConfigurationA(scope, 'copies', {
    bucket: bucket.id,
    role: role.arn,
    rule: [
      {
        id: 'copies',
        status: 'Enabled',
        filter: { prefix: '' },
        deleteMarkerReplication: { status: 'Disabled' },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
        destination: {
          bucket: to.bucketArn,
          account: to.account,
          accessControlTranslation: { owner: 'Destination' },
          encryptionConfiguration: { replicaKmsKeyId: to.keyArn },
        },
      },
    ],
  });
  pinned(copies, 'snapshots').addOverride('depends_on', ['aws_s3_bucket_versioning.snapshots']);
}
