import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { S3Store, StoreConflict } from '../../src/operation/index.js';
import { storePlace } from '../../src/schema/index.js';
import { startAws } from '../aws/aws-server.js';
import { SLOW_DOWN, Trouble } from '../aws/trouble.js';
import { EVERYTHING } from '../e2e/support/everything.js';
import { storeContract } from './support/store-contract.js';

const root = mkdtempSync(path.join(tmpdir(), 's3-store-'));
const credentials = path.join(root, 'credentials');
writeFileSync(credentials, '[default]\naws_access_key_id = tests\naws_secret_access_key = of-no-use-elsewhere\n');
let server: Awaited<ReturnType<typeof startAws>>;
let count = 0;

/** An empty store in a folder of its own. */
const open = async (endpoint = server.url) => {
  count += 1;
  const place = { bucket: 'environments', region: 'eu-west-1', prefix: `env-${count}/`, endpoint };
  return new S3Store(storePlace.parse({ ...place, credentials_file: credentials }));
};

describe.runIf(EVERYTHING)('an environment’s store in a bucket', () => {
  beforeAll(async () => {
    server = await startAws();
    const client = new S3Client({
      region: 'eu-west-1',
      endpoint: server.url,
      forcePathStyle: true,
      credentials: { accessKeyId: 'tests', secretAccessKey: 'of-no-use-elsewhere' },
    });
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await client.send(new CreateBucketCommand({ Bucket: 'environments', CreateBucketConfiguration }));
    client.destroy();
  }, 300_000);
  afterAll(async () => {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  }, 60_000);

  storeContract('S3', () => open());

  describe('in trouble', () => {
    const body = Buffer.from('x');

    test('says that it cannot be used, and never that somebody else was faster', async () => {
      const trouble = new Trouble(server.url);
      const store = await open(await trouble.listen());
      trouble.mode = SLOW_DOWN;
      const failure = await store.put('lock', body, { absent: true }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'QRT-STORE' });
      expect(failure).not.toBeInstanceOf(StoreConflict);
      await expect(store.get('lock')).rejects.toMatchObject({ code: 'QRT-STORE' });
      await trouble.close();
    });

    test('sends a put once: a second one would find its own value and take it for another’s', async () => {
      const trouble = new Trouble(server.url);
      const store = await open(await trouble.listen());
      trouble.mode = SLOW_DOWN;
      await store.put('lock', body, { absent: true }).catch(() => undefined);
      expect(trouble.requests).toBe(1);
      await trouble.close();
    });

    test('looks a second time before it gives up', async () => {
      const trouble = new Trouble(server.url);
      const store = await open(await trouble.listen());
      trouble.mode = SLOW_DOWN;
      await store.list('').catch(() => undefined);
      expect(trouble.requests).toBe(2);
      await trouble.close();
    });

    test('is named without a secret in its errors', async () => {
      const store = await open('http://127.0.0.1:9');
      const failure = await store.get('working/key').catch((error: unknown) => String(error));
      expect(failure).toContain('s3://environments/');
      expect(failure).not.toContain('of-no-use-elsewhere');
    });
  });
});
