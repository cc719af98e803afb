import { createHash } from 'node:crypto';
import { openS3 } from '../../object-storage/index.js';
import type { AuditTarget } from './target.js';

const ATTEMPTS = 3;
const DIGITS = 12;

/**
 * Object storage with one object a delivery: `<prefix><machine>/<time>-<digest>.log`. The storage encrypts it and says
 * how long it is kept; nothing is read, replaced or deleted.
 *
 * @param address `s3://bucket/prefix/?region=region`
 */
export function bucketTarget(address: URL, machineId: string): AuditTarget {
  const { hostname: Bucket, pathname, searchParams } = address;
  const place = {
    region: searchParams.get('region') ?? '',
    endpoint: searchParams.get('endpoint'),
    credentials_file: null,
  };
  return {
    deliver: async (lines) => {
      const { PutObjectCommand } = await import('@aws-sdk/client-s3');
      const digest = createHash('sha256').update(lines).digest('hex').slice(0, DIGITS);
      const Key = `${pathname.slice(1)}${machineId}/${new Date().toISOString()}-${digest}.log`;
      const client = await openS3(place, ATTEMPTS);
      try {
        await client.send(new PutObjectCommand({ Bucket, Key, Body: lines, ContentLength: lines.length }));
      } finally {
        client.destroy();
      }
    },
  };
}
