/** Where copies go: Amazon S3, or a server that speaks like it. */
export interface ObjectStorageProps {
  readonly bucket: string;
  readonly region: string;
  /**
   * Before the key of every object.
   * @default none
   */
  readonly prefix?: string;
  /**
   * URL of a server that is not Amazon's.
   * @default Amazon S3 of the region
   */
  readonly endpoint?: string;
  /**
   * Key of KMS that the storage encrypts with.
   * @default the storage's own keys (AES-256)
   */
  readonly kmsKeyId?: string;
  /**
   * Absolute path of a file of credentials on the machines, in the form of the AWS tools. It is part of the
   * configuration; what is in it is not.
   * @default the role of the machine
   */
  readonly credentialsFile?: string;
}

/** The place of copies as `quorate_cluster` wants it. */
export interface SnapshotStorage {
  readonly bucket: string;
  readonly region: string;
  readonly prefix: string;
  readonly endpoint: string | null;
  readonly kmsKeyId: string | null;
  readonly credentialsFile: string | null;
  readonly thinnedBy: 'agent' | 'storage';
}

/** @throws Error when it cannot be the place of copies. */
export function storageOf(props: ObjectStorageProps): SnapshotStorage {
  const { bucket, region, prefix = '', endpoint = null, kmsKeyId = null, credentialsFile = null } = props;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw new Error(`A bucket is named with 3 to 63 lower-case letters, digits, dots and dashes, received '${bucket}'`);
  }
  if (region === '') throw new Error("A bucket has a region, for example 'eu-west-1', received an empty one");
  if (endpoint !== null && !URL.canParse(endpoint)) {
    throw new Error(`An endpoint is a URL, for example 'https://s3.example.net', received '${endpoint}'`);
  }
  if (credentialsFile !== null && !credentialsFile.startsWith('/')) {
    throw new Error(`A credentialsFile is an absolute path on the machines, received '${credentialsFile}'`);
  }
  const folder = prefix.replace(/^\/+|\/+$/g, '');
  return {
    bucket,
    region,
    prefix: folder === '' ? '' : `${folder}/`,
    endpoint,
    kmsKeyId,
    credentialsFile,
    thinnedBy: 'agent',
  };
}
