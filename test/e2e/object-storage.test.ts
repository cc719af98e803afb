import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { startAws } from '../aws/aws-server.js';
import { SLOW_DOWN, Trouble } from '../aws/trouble.js';
import { until as untilSoon } from '../engine/support/until.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';

const BUCKET = 'snapshots';
/** A node asks storage that failed again after a quarter of a minute. */
const CATCH_UP_MS = 60_000;
const until = <T>(what: string, look: () => Promise<T>) => untilSoon(what, look, CATCH_UP_MS);
const root = mkdtempSync(path.join(tmpdir(), 'object-storage-'));
const credentials = path.join(root, 'credentials');
writeFileSync(credentials, '[default]\naws_access_key_id = tests\naws_secret_access_key = of-no-use-elsewhere\n');

const listed = z.array(z.object({ id: z.string(), kind: z.string(), cluster_id: z.string() }));

describe.runIf(EVERYTHING)('copies in object storage', () => {
  let lab: Lab;
  let server: Awaited<ReturnType<typeof startAws>>;
  let trouble: Trouble;

  const inStorage = async () =>
    listed.parse(JSON.parse((await lab.quorate(['snapshot', 'copies', lab.environment, '--json'])).stdout));
  const here = async () =>
    listed.parse(JSON.parse((await lab.quorate(['snapshot', 'list', lab.environment, '--json'])).stdout));
  const codes = async () => (await lab.status()).problems.map(({ code }) => code);

  beforeAll(async () => {
    server = await startAws();
    trouble = new Trouble(server.url);
    const endpoint = await trouble.listen();
    const client = new S3Client({
      region: 'eu-west-1',
      endpoint,
      forcePathStyle: true,
      credentials: { accessKeyId: 'tests', secretAccessKey: 'of-no-use-elsewhere' },
    });
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await client.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
    client.destroy();
    lab = Lab.create({ label: 'storage', main: (environment) => stackOf(environment, endpoint) });
    await lab.deploy();
  });
  afterAll(async () => {
    await lab.remove();
    await trouble.close();
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  });

  test('every snapshot of the schedule gets one', async () => {
    await until('the newest is copied', async () => {
      const [newest] = await here();
      const copies = await inStorage();
      return (newest !== undefined && copies.some(({ id }) => id === newest.id)) || { not: { newest, copies } };
    });
    expect(await codes()).toEqual([]);
  });

  test('while the storage answers 503, snapshots go on, none is deleted, and status tells', async () => {
    trouble.mode = SLOW_DOWN;
    const before = (await here()).length;
    await until(
      'status tells',
      async () => (await codes()).includes('QRT-SNAPSHOT-UNCOPIED') || { not: await codes() },
    );
    await until('more are kept than the retention keeps', async () => {
      const kept = (await here()).length;
      return kept >= before + 3 || { not: kept };
    });
    const status = await lab.quorate(['status', lab.environment]);
    expect(status.text).not.toContain('of-no-use-elsewhere');
  });

  test('when it is back, all are copied and then thinned out', async () => {
    trouble.mode = 'well';
    await until('status is content', async () => (await codes()).length === 0 || { not: await codes() });
    await until('only what the retention keeps is left', async () => {
      const kept = (await here()).length;
      return kept <= 3 || { not: kept };
    });
  });

  test('one that is not here any more is brought back whole', async () => {
    const taken = await lab.quorate(['snapshot', 'take', lab.environment, '--json']);
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(taken.stdout));
    await until('it is copied', async () => (await inStorage()).some((copy) => copy.id === id) || { not: id });
    for (const end of ['json', 'snap', 'copied']) {
      rmSync(path.join(lab.store, 'snapshots', `${id}.${end}`), { force: true });
    }
    const fetched = await lab.quorate(['snapshot', 'fetch', lab.environment, id]);
    expect(fetched.exitCode, fetched.text).toBe(0);
    expect((await lab.quorate(['snapshot', 'verify', lab.environment, id])).exitCode).toBe(0);
  });
});

function stackOf(environment: string, endpoint: string): string {
  return `
    import { App, LocalBackend, TerraformStack } from 'cdktf';
    import { Engine, HaCluster, Platform, Snapshots } from '../src/constructs/index.js';
    const app = new App();
    const stack = new TerraformStack(app, '${environment}');
    new LocalBackend(stack, { path: '../../../.quorate/${environment}/terraform.tfstate' });
    new HaCluster(stack, 'vault', {
      engine: Engine.vault('1.21.1'),
      platform: Platform.local(),
      nodes: 1,
      deletionProtection: false,
      snapshots: Snapshots.every('2s').keep({ hourly: 1 }).copyTo({
        bucket: '${BUCKET}',
        region: 'eu-west-1',
        prefix: '${environment}',
        endpoint: '${endpoint}',
        credentialsFile: '${credentials}',
      }),
    });
    app.synth();
  `;
}
