import * as s3 from '@aws-sdk/client-s3';
import { type AllPlayed, type Played, pascal, sent, text, truth, type Values } from '../resource.js';

const client = new s3.S3Client({ forcePathStyle: true });
const rulesOf = (planned: Values) => planned['rule'] as readonly Values[];

/** What is said of a bucket that is there already. */
function about(
  put: (Bucket: string, planned: Values) => Promise<unknown>,
  end: (Bucket: string) => Promise<unknown>,
): Played {
  const create = async (planned: Values) => {
    await put(text(planned, 'bucket'), planned);
    return { id: text(planned, 'bucket') };
  };
  return {
    create,
    replaces: ['bucket'],
    update: (_, planned) => create(planned),
    delete: ({ id }) => end(String(id)),
  };
}

function lifecycle(rule: Values): s3.LifecycleRule {
  const [expiration, noncurrent, uploads, filter] = (
    ['expiration', 'noncurrent_version_expiration', 'abort_incomplete_multipart_upload', 'filter'] as const
  ).map((name) => (rule[name] as Values[] | undefined)?.[0]);
  return {
    ID: text(rule, 'id'),
    Status: rule['status'] as 'Enabled',
    Filter: { Prefix: String(filter?.['prefix'] ?? '') },
    ...(expiration && { Expiration: pascal(expiration) }),
    ...(noncurrent && { NoncurrentVersionExpiration: pascal(noncurrent) }),
    ...(uploads && { AbortIncompleteMultipartUpload: pascal(uploads) }),
  };
}

/** The emulator reads no conditions: what is denied without TLS it denies to everybody. Null when nothing is left. */
function unconditional(policy: string): string | null {
  const { Statement, ...rest } = JSON.parse(policy) as { readonly Statement: readonly Values[] };
  const left = Statement.filter(({ Condition }) => Condition === undefined);
  return left.length === 0 ? null : JSON.stringify({ ...rest, Statement: left });
}

export const storage: AllPlayed = {
  aws_s3_bucket: {
    create: async (planned) => {
      const Bucket = text(planned, 'bucket');
      const region = await client.config.region();
      await client.send(
        new s3.CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration: { LocationConstraint: region as never },
          ObjectLockEnabledForBucket: truth(planned['object_lock_enabled']),
        }),
      );
      return { id: Bucket, arn: `arn:aws:s3:::${Bucket}` };
    },
    delete: ({ id }) => client.send(new s3.DeleteBucketCommand({ Bucket: String(id) })),
  },
  aws_s3_bucket_versioning: about(
    (Bucket, planned) =>
      client.send(
        new s3.PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: pascal(planned['versioning_configuration']),
        }),
      ),
    (Bucket) =>
      client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
  ),
  aws_s3_bucket_server_side_encryption_configuration: about(
    (Bucket, planned) => {
      const Rules = rulesOf(planned).map((rule) => {
        const { sse_algorithm, kms_master_key_id } = rule['apply_server_side_encryption_by_default'] as Values;
        const byDefault = {
          SSEAlgorithm: sse_algorithm as 'aws:kms',
          KMSMasterKeyID: sent(kms_master_key_id as string),
        };
        return { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: truth(rule['bucket_key_enabled']) };
      });
      return client.send(new s3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    },
    (Bucket) => client.send(new s3.DeleteBucketEncryptionCommand({ Bucket })),
  ),
  aws_s3_bucket_public_access_block: about(
    (Bucket, { bucket: _, id: _id, ...planned }) =>
      client.send(new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: pascal(planned) })),
    (Bucket) => client.send(new s3.DeletePublicAccessBlockCommand({ Bucket })),
  ),
  aws_s3_bucket_ownership_controls: about(
    (Bucket, planned) =>
      client.send(
        new s3.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [pascal(planned['rule'])] } }),
      ),
    (Bucket) => client.send(new s3.DeleteBucketOwnershipControlsCommand({ Bucket })),
  ),
  aws_s3_bucket_policy: about(
    async (Bucket, planned) => {
      const Policy = unconditional(text(planned, 'policy'));
      if (Policy !== null) await client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
    },
    (Bucket) => client.send(new s3.DeleteBucketPolicyCommand({ Bucket })),
  ),
  aws_s3_bucket_lifecycle_configuration: about(
    (Bucket, planned) => {
      const LifecycleConfiguration = { Rules: rulesOf(planned).map(lifecycle) };
      return client.send(new s3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
    },
    (Bucket) => client.send(new s3.DeleteBucketLifecycleCommand({ Bucket })),
  ),
};
