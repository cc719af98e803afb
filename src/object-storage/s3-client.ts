import type { S3Client } from '@aws-sdk/client-s3';
import type { ObjectStorage } from '../schema/index.js';

const CONNECT_MS = 5_000;
/** Without a byte in either direction. */
const SILENCE_MS = 60_000;

function silent(): void {}

/**
 * Opens a client of the storage. The library is loaded here and not before: most programs never need it.
 *
 * @param attempts how often one request is sent, the first time included
 */
export async function openS3(
  { region, endpoint, credentials_file: file }: Pick<ObjectStorage, 'region' | 'endpoint' | 'credentials_file'>,
  attempts: number,
): Promise<S3Client> {
  // The library would tell every user of `quorate` which version of Node it will want one day.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { fromIni } = await import('@aws-sdk/credential-provider-ini');
  return new S3Client({
    region,
    // Servers that are not Amazon's rarely have a name of its own for every bucket.
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(file === null ? {} : { credentials: fromIni({ filepath: file }) }),
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: SILENCE_MS, throwOnRequestTimeout: true },
    maxAttempts: attempts,
    // What fails is thrown, and told once.
    logger: { trace: silent, debug: silent, info: silent, warn: silent, error: silent },
  });
}
