import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStorage } from '../../../src/schema/index.js';
import { keyOf } from '../../../src/snapshots/copies/keys.js';
import { ObjectCopies, SnapshotFolder } from '../../../src/snapshots/index.js';
import { freePort, startAws } from '../../aws/aws-server.js';
import { SLOW_DOWN, Trouble } from '../../aws/trouble.js';
import { EVERYTHING } from '../../e2e/support/everything.js';
import { folder, kept, ORIGIN } from '../support/kept.js';

const root = mkdtempSync(path.join(tmpdir(), 's3-'));
const credentials = path.join(root, 'credentials');
writeFileSync(credentials, '[default]\naws_access_key_id = tests\naws_secret_access_key = of-no-use-elsewhere\n');
afterAll(() => rmSync(root, { recursive: true, force: true }), 120_000);

const CLUSTER = ORIGIN.cluster_id;
const storage = (endpoint: string): ObjectStorage => ({
  bucket: 'snapshots',
  prefix: 'prod/',
  region: 'eu-west-1',
  endpoint,
  kms_key_id: null,
  thinned_by: 'agent' as const,
  credentials_file: credentials,
});

const open: ObjectCopies[] = [];
const copiesAt = (endpoint: string) => {
  const copies = new ObjectCopies(storage(endpoint), CLUSTER);
  open.push(copies);
  return copies;
};
afterEach(async () => {
  for (const copies of open.splice(0)) await copies.close();
});

test('a storage that is away is told with its place, and no secret', async () => {
  const { manifest, file } = await kept();
  const putting = copiesAt(`http://127.0.0.1:${await freePort()}`).put(manifest, file);
  await expect(putting).rejects.toMatchObject({
    code: 'QRT-SNAPSHOT-STORAGE',
    message: expect.stringMatching(/^s3:\/\/snapshots\/prod\/the-cluster\/: .*ECONNREFUSED/),
  });
  await expect(putting).rejects.not.toThrow('of-no-use-elsewhere');
});

test('a storage that answers 503 is given up soon: the schedule asks again', async () => {
  const { manifest, file } = await kept();
  const trouble = new Trouble('http://127.0.0.1:9');
  trouble.mode = SLOW_DOWN;
  const putting = copiesAt(await trouble.listen()).put(manifest, file);
  await expect(putting).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-STORAGE' });
  expect(trouble.requests).toBeLessThanOrEqual(2);
  await trouble.close();
});

test('a manifest that went since it was listed is none, and no failure of the storage', async () => {
  const { manifest } = await kept();
  const trouble = new Trouble('http://127.0.0.1:9');
  trouble.mode = {
    status: 404,
    headers: { 'content-type': 'application/xml' },
    body: '<Error><Code>NoSuchKey</Code></Error>',
  };
  expect(await copiesAt(await trouble.listen()).manifest(manifest)).toBeNull();
  await trouble.close();
});

describe.runIf(EVERYTHING)('on a real server', () => {
  let server: Awaited<ReturnType<typeof startAws>>;
  let client: S3Client;

  beforeAll(async () => {
    server = await startAws();
    client = new S3Client({
      region: 'eu-west-1',
      endpoint: server.url,
      forcePathStyle: true,
      credentials: { accessKeyId: 'tests', secretAccessKey: 'of-no-use-elsewhere' },
    });
    await client.send(
      new CreateBucketCommand({ Bucket: 'snapshots', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
  }, 600_000);
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  test('a copy is encrypted, listed, and comes back whole', async () => {
    const { manifest, file } = await kept();
    const copies = copiesAt(server.url);
    await copies.put(manifest, file);
    const key = keyOf(`prod/${CLUSTER}/`, manifest);
    const head = await client.send(new HeadObjectCommand({ Bucket: 'snapshots', Key: key }));
    expect(head.ServerSideEncryption).toBe('AES256');
    const [copy] = await copies.list();
    expect(copy).toMatchObject({ id: manifest.id, kind: 'manual' });
    if (!copy) throw new Error('nothing is listed');
    expect(await copies.manifest(copy)).toEqual(manifest);
    const elsewhere = new SnapshotFolder(folder());
    await elsewhere.adopt(manifest, await copies.archive(copy));
    expect(readFileSync(elsewhere.archiveOf(manifest.id))).toEqual(readFileSync(file));
    await copies.remove(copy);
    expect(await copies.list()).toEqual([]);
  });

  test('a copy is never replaced: the same one may be put again, another one is refused', async () => {
    const { manifest, file } = await kept();
    const copies = copiesAt(server.url);
    await copies.put(manifest, file);
    await copies.put(manifest, file);
    const other = { ...manifest, id: manifest.id.replace(/\d+$/, '99') };
    const Key = keyOf(`prod/${CLUSTER}/`, other);
    await client.send(new PutObjectCommand({ Bucket: 'snapshots', Key, Body: 'somebody else’s' }));
    await expect(copies.put(other, file)).rejects.toThrow(/another object of \d+ bytes/);
  });

  test('an archive that came altered is not taken over', async () => {
    const { manifest, file } = await kept();
    const copies = copiesAt(server.url);
    await copies.put(manifest, file);
    const Key = keyOf(`prod/${CLUSTER}/`, manifest);
    const altered = Buffer.from(readFileSync(file)).fill(0, 40, 41);
    await client.send(new PutObjectCommand({ Bucket: 'snapshots', Key, Body: altered }));
    const elsewhere = new SnapshotFolder(folder());
    const adopting = elsewhere.adopt(manifest, await copies.archive(manifest));
    await expect(adopting).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-ALTERED' });
    expect(await elsewhere.list()).toEqual([]);
  });

  test('what was refused while the storage had trouble is put once it has none, also slowly', async () => {
    const { manifest, file } = await kept();
    const trouble = new Trouble(server.url);
    const copies = copiesAt(await trouble.listen());
    trouble.mode = SLOW_DOWN;
    await expect(copies.put(manifest, file)).rejects.toMatchObject({ code: 'QRT-SNAPSHOT-STORAGE' });
    trouble.mode = 'well';
    trouble.delay = 500;
    await copies.put(manifest, file);
    expect((await copies.list()).map(({ id }) => id)).toContain(manifest.id);
    await copies.close();
    await trouble.close();
  });
});
