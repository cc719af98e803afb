import type { S3Client } from '@aws-sdk/client-s3';
import { encryptionOf, openS3, statusOf } from '../object-storage/index.js';
import { QuorateError, reasonOf, type StorePlace } from '../schema/index.js';
import {
  type EnvironmentStore,
  type ListOptions,
  type PutCondition,
  StoreConflict,
  type StoredValue,
} from './environment-store.js';
import { assertStoreKey, assertStorePrefix } from './store-key.js';

/** A put whose reply was lost and that is sent again would find its own value and call it somebody else's. */
const ATTEMPTS = 1;
/** What only looks, or has the same end however often it is done, is tried again once. */
const REPEATS = 1;

/**
 * The environment store in a bucket, encrypted there, so that operators on several computers share it. Conditions are
 * S3's own (`If-None-Match`, `If-Match`): of two writers one is told so.
 *
 * @example
 * const store = new S3Store({ bucket: 'acme-quorate', region: 'eu-west-1', prefix: 'prod/', … });
 */
export class S3Store implements EnvironmentStore {
  readonly location: string;
  private client: Promise<S3Client> | undefined;

  constructor(private readonly place: StorePlace) {
    this.location = `s3://${place.bucket}/${place.prefix}`;
  }

  async get(key: string): Promise<StoredValue | undefined> {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    return await this.repeatably('read', key, async (client, object) => {
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand(object));
        return { body: (await Body?.transformToByteArray()) ?? new Uint8Array(), etag: tagOf(ETag) };
      } catch (error) {
        if (statusOf(error) === 404 && isNamed(error, 'NoSuchKey')) return undefined;
        throw error;
      }
    });
  }

  async put(key: string, body: Uint8Array, condition?: PutCondition): Promise<string> {
    const { PutObjectCommand } = await import('@aws-sdk/client-s3');
    const { client, object } = await this.at(key);
    try {
      const put = {
        ...object,
        Body: body,
        ContentLength: body.length,
        ...encryptionOf(this.place),
        ...sent(condition),
      };
      return tagOf((await client.send(new PutObjectCommand(put))).ETag);
    } catch (error) {
      // 409: somebody is writing this key just now. 404: it was deleted since it was read.
      const gone = statusOf(error) === 404 && isNamed(error, 'NoSuchKey');
      if (condition && (gone || [409, 412].includes(statusOf(error) ?? 0))) {
        throw new StoreConflict(this.location, key, condition);
      }
      throw this.failed('write', key, error);
    }
  }

  async delete(key: string): Promise<void> {
    const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
    await this.repeatably('delete', key, (client, object) => client.send(new DeleteObjectCommand(object)));
  }

  async list(prefix: string, { after = '' }: ListOptions = {}): Promise<string[]> {
    assertStorePrefix(prefix);
    const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
    const { bucket: Bucket, prefix: root } = this.place;
    const query = { Bucket, Prefix: `${root}${prefix}`, ...(after && { StartAfter: `${root}${after}` }) };
    return await this.again('list', prefix, async () => {
      const keys: string[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2({ client: await this.opened() }, query)) {
        keys.push(...Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key.slice(root.length)])));
      }
      return keys;
    });
  }

  private async repeatably<T>(
    action: string,
    key: string,
    work: (client: S3Client, object: { Bucket: string; Key: string }) => Promise<T>,
  ): Promise<T> {
    const { client, object } = await this.at(key);
    return await this.again(action, key, () => work(client, object));
  }

  private async again<T>(action: string, key: string, work: () => Promise<T>): Promise<T> {
    for (let left = REPEATS; ; left -= 1) {
      try {
        return await work();
      } catch (error) {
        if (left === 0) throw this.failed(action, key, error);
      }
    }
  }

  private async at(key: string) {
    assertStoreKey(key);
    const object = { Bucket: this.place.bucket, Key: `${this.place.prefix}${key}` };
    return { client: await this.opened(), object };
  }

  private opened(): Promise<S3Client> {
    this.client ??= openS3(this.place, ATTEMPTS);
    return this.client;
  }

  private failed(action: string, key: string, error: unknown): QuorateError {
    return new QuorateError(
      'QRT-STORE',
      `cannot ${action} ${this.location}${key}: ${reasonOf(error)}`,
      'Check that the bucket can be reached, and that the credentials may list, read, write and delete there; then run the command again.',
      { cause: error },
    );
  }
}

function sent(condition: PutCondition | undefined): { IfNoneMatch?: string; IfMatch?: string } {
  if (condition === undefined) return {};
  return 'absent' in condition ? { IfNoneMatch: '*' } : { IfMatch: condition.etag };
}

function tagOf(etag: string | undefined): string {
  if (etag !== undefined) return etag;
  throw new Error('the storage gave no tag, without which nothing can be compared');
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
