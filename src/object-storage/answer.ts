import type { ObjectStorage } from '../schema/index.js';

/** The HTTP status of what the storage answered; undefined when it did not answer. */
export function statusOf(error: unknown): number | undefined {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata;
  return metadata?.httpStatusCode;
}

/** How objects are encrypted where they lie: by the key that was named, else by the storage's own. */
export function encryptionOf({ kms_key_id: kms }: Pick<ObjectStorage, 'kms_key_id'>) {
  if (kms === null) return { ServerSideEncryption: 'AES256' } as const;
  return { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kms } as const;
}
