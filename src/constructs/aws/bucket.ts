import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration/index.js';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import type { Construct } from 'constructs';
import { pinned } from '../pinned.js';
import { policy } from './policy.js';

/** For so long what was deleted or overwritten can be brought back. */
const OLD_VERSIONS_DAYS = 30;
const UNFINISHED_UPLOADS_DAYS = 2;

export interface BucketProps {
  /** Whether Terraform refuses to destroy it. */
  readonly isProtected: boolean;
  readonly name: string;
  readonly keyArn: string;
  /** Days after which the bucket itself lets objects expire. */
  readonly expireAfterDays: number;
  /** Days in which nobody at all can delete an object; 0 for no such lock. */
  readonly lockDays: number;
}

/** A bucket that keeps what must not be lost: encrypted, versioned, closed to the public, not destroyed by Terraform. */
export function protectedBucket(scope: Construct, id: string, props: BucketProps): S3Bucket {
  const { name, keyArn, expireAfterDays, lockDays, isProtected } = props;
  const bucket = new S3Bucket(scope, `bucket-${id}`, {
    bucket: name,
    objectLockEnabled: lockDays > 0,
    lifecycle: { preventDestroy: isProtected },
  });
  pinned(bucket, id);
  const of = { bucket: bucket.id };
  const versioning = new S3BucketVersioningA(scope, `versioning-${id}`, {
    ...of,
    versioningConfiguration: { status: 'Enabled' },
  });
  pinned(versioning, id);
  const encryption = {
    rule: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn },
        bucketKeyEnabled: true,
      },
    ],
  };
  pinned(new S3BucketServerSideEncryptionConfigurationA(scope, `encryption-${id}`, { ...of, ...encryption }), id);
  const closed = {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  };
  pinned(new S3BucketPublicAccessBlock(scope, `public-access-${id}`, { ...of, ...closed }), id);
  const owner = { rule: { objectOwnership: 'BucketOwnerEnforced' } };
  pinned(new S3BucketOwnershipControls(scope, `ownership-${id}`, { ...of, ...owner }), id);
  pinned(new S3BucketPolicy(scope, `policy-${id}`, { ...of, policy: onlyByTls(bucket) }), id);
  const retention = {
    rule: [
      {
        id: 'retention',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        expiration: [{ days: expireAfterDays }],
        noncurrentVersionExpiration: [{ noncurrentDays: OLD_VERSIONS_DAYS }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: UNFINISHED_UPLOADS_DAYS }],
      },
    ],
    dependsOn: [versioning],
  };
  pinned(new S3BucketLifecycleConfiguration(scope, `retention-${id}`, { ...of, ...retention }), id);
  if (lockDays > 0) {
    const lock = { rule: { defaultRetention: { mode: 'COMPLIANCE', days: lockDays } }, dependsOn: [versioning] };
    pinned(new S3BucketObjectLockConfigurationA(scope, `lock-${id}`, { ...of, ...lock }), id);
  }
  return bucket;
}

function onlyByTls({ arn }: S3Bucket): string {
  return policy({
    Sid: 'OnlyByTls',
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket'],
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
}
