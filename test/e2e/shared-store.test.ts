import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAws } from '../aws/aws-server.js';
import { SLOW_DOWN, Trouble } from '../aws/trouble.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';

const BUCKET = 'environments';
const root = mkdtempSync(path.join(tmpdir(), 'shared-store-'));
const credentials = path.join(root, 'credentials');
writeFileSync(credentials, '[default]\naws_access_key_id = tests\naws_secret_access_key = of-no-use-elsewhere\n');

describe.runIf(EVERYTHING)('an environment whose store is a bucket', () => {
  let lab: Lab;
  let server: Awaited<ReturnType<typeof startAws>>;
  let trouble: Trouble;
  let client: S3Client;

  const keys = async () => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: lab.environment }));
    return Contents.map(({ Key = '' }) => Key.slice(lab.environment.length + 1));
  };

  beforeAll(async () => {
    server = await startAws();
    trouble = new Trouble(server.url);
    const endpoint = await trouble.listen();
    client = new S3Client({
      region: 'eu-west-1',
      endpoint: server.url,
      forcePathStyle: true,
      credentials: { accessKeyId: 'tests', secretAccessKey: 'of-no-use-elsewhere' },
    });
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await client.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
    lab = Lab.create({ label: 'shared', variables: { QUORATE_LAB_NODES: '1', QUORATE_LAB_SEAL: 'shamir' } });
    nameStore(lab, endpoint);
  });
  afterAll(async () => {
    trouble.mode = 'well';
    await lab.remove();
    client.destroy();
    await trouble.close();
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  });

  test('makes no machine while the bucket cannot be used', async () => {
    trouble.mode = SLOW_DOWN;
    const { exitCode, text } = await lab.cdktf(['deploy', lab.environment, '--auto-approve']);
    trouble.mode = 'well';
    expect(exitCode).not.toBe(0);
    expect(text).toMatch(/QRT-(WORKING-)?STORE/);
    expect(text).not.toContain('answers on 127.');
    expect(text).not.toContain('of-no-use-elsewhere');
  });

  test('keeps custody, keys and journal there, and none of it in the folder', async () => {
    await lab.deploy();
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 1 });
    const stored = await keys();
    for (const folder of ['custody/', 'working/', 'journal/', 'cluster/']) {
      expect(
        stored.some((key) => key.startsWith(folder)),
        `${folder} of ${stored.join(' ')}`,
      ).toBe(true);
      expect(existsSync(path.join(lab.store, folder))).toBe(false);
    }
  });

  test('finds nothing to do the second time', async () => {
    expect((await lab.deploy()).text).toContain('No changes.');
  });

  test('is empty when the environment is taken down', async () => {
    const { exitCode, text } = await lab.quorate(['down', lab.environment, '--force']);
    expect(exitCode, text).toBe(0);
    expect(await keys()).toEqual([]);
  });
});

function nameStore(lab: Lab, endpoint: string): void {
  const file = path.join(lab.folder, 'cdktf.json');
  const place = { bucket: BUCKET, region: 'eu-west-1', prefix: `${lab.environment}/`, endpoint };
  const stores = { [lab.environment]: { ...place, credentials_file: credentials } };
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), context: { quorate: { stores } } }));
}
