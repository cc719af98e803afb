import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { encryptionOf, openS3, statusOf } from '../../object-storage/index.js';
import {
  type ObjectStorage,
  QuorateError,
  reasonOf,
  type SnapshotManifest,
  snapshotManifest,
} from '../../schema/index.js';
import { dateOf, idIn, keyOf, manifestKeyOf } from './keys.js';
import type { SnapshotCopies, StoredCopy } from './snapshot-copies.js';

/** A copy of large data over a slow line takes its time. */
const UPLOAD_MS = 60 * 60_000;
const ATTEMPTS = 2;

/**
 * Copies of one cluster's snapshots in object storage. Every object is encrypted by the storage, sent with its sum, and
 * written only where nothing is: a copy is never replaced.
 */
export class ObjectCopies implements SnapshotCopies {
  private client: Promise<S3Client> | undefined;

  /** @param cluster id of the cluster */
  constructor(
    private readonly storage: ObjectStorage,
    private readonly cluster: string,
  ) {}

  get place(): string {
    return `s3://${this.storage.bucket}/${this.root}`;
  }

  async put(manifest: SnapshotManifest, archive: string): Promise<void> {
    const sum = Buffer.from(manifest.sha256, 'hex').toString('base64');
    const body = () => createReadStream(archive);
    await this.writeOnce(
      keyOf(this.root, manifest),
      manifest.size,
      { ContentLength: manifest.size, ChecksumSHA256: sum },
      body,
    );
    // The manifest comes last: an archive without one is not a copy.
    const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    await this.writeOnce(manifestKeyOf(this.root, manifest), text.length, { ContentLength: text.length }, () => text);
  }

  async list(): Promise<readonly StoredCopy[]> {
    const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
    const found: StoredCopy[] = [];
    const query = { Bucket: this.storage.bucket, Prefix: this.root };
    await this.tell('list', async (client) => {
      for await (const page of paginateListObjectsV2({ client }, query)) {
        for (const { Key } of page.Contents ?? []) {
          const one = idIn(this.root, Key ?? '');
          if (one !== null) found.push({ ...one, taken: dateOf(one.id) });
        }
      }
    });
    return found.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  async manifest(copy: StoredCopy): Promise<SnapshotManifest | null> {
    const body = await this.get(manifestKeyOf(this.root, copy)).catch((error: unknown) => {
      if (error instanceof QuorateError && statusOf(error.cause) === 404) return null;
      throw error;
    });
    if (body === null) return null;
    const chunks: Buffer[] = [];
    for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
    return snapshotManifest.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  }

  async archive(copy: StoredCopy): Promise<Readable> {
    return await this.get(keyOf(this.root, copy));
  }

  async remove(copy: StoredCopy): Promise<void> {
    const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
    for (const Key of [manifestKeyOf(this.root, copy), keyOf(this.root, copy)]) {
      await this.tell(`delete ${Key}`, (client) =>
        client.send(new DeleteObjectCommand({ Bucket: this.storage.bucket, Key })),
      );
    }
  }

  async close(): Promise<void> {
    (await this.client)?.destroy();
    this.client = undefined;
  }

  private get root(): string {
    return `${this.storage.prefix}${this.cluster}/`;
  }

  private async get(key: string): Promise<Readable> {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const { Body } = await this.tell(`read ${key}`, (client) =>
      client.send(new GetObjectCommand({ Bucket: this.storage.bucket, Key: key })),
    );
    if (Body instanceof Readable) return Body;
    throw new Error(`${key} came without a body`);
  }

  /** What is there already is what an earlier attempt wrote, if it is as long. */
  private async writeOnce(
    key: string,
    size: number,
    options: Partial<PutObjectCommandInput>,
    body: () => NonNullable<PutObjectCommandInput['Body']>,
  ): Promise<void> {
    const { PutObjectCommand, HeadObjectCommand } = await import('@aws-sdk/client-s3');
    const { bucket: Bucket } = this.storage;
    const encryption = encryptionOf(this.storage);
    const put = (client: S3Client, condition: Partial<PutObjectCommandInput>) =>
      client.send(new PutObjectCommand({ Bucket, Key: key, Body: body(), ...options, ...encryption, ...condition }), {
        abortSignal: AbortSignal.timeout(UPLOAD_MS),
      });
    await this.tell(`write ${key}`, async (client) => {
      try {
        await put(client, { IfNoneMatch: '*' });
      } catch (error) {
        const status = statusOf(error);
        // Not every server knows the condition; keys are never used twice all the same.
        if (status === 501) return void (await put(client, {}));
        if (status !== 412) throw error;
        const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key: key }));
        if (ContentLength !== size)
          throw new Error(`another object of ${ContentLength} bytes is there, expected ${size}`);
      }
    });
  }

  private async tell<T>(what: string, work: (client: S3Client) => Promise<T>): Promise<T> {
    this.client ??= openS3(this.storage, ATTEMPTS);
    try {
      return await work(await this.client);
    } catch (error) {
      throw new QuorateError(
        'QRT-SNAPSHOT-STORAGE',
        `${this.place}: could not ${what}: ${reasonOf(error)}`,
        'Check that the storage can be reached, has room, and that the credentials may list, read, write and delete there. Snapshots stay on the machine meanwhile.',
        { cause: error },
      );
    }
  }
}
