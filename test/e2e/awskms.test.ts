import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { PORTS, type StatusReport } from '../../src/schema/index.js';
import { startAws } from '../aws/aws-server.js';
import { refusal, Trouble } from '../aws/trouble.js';
import { until as untilSoon } from '../engine/support/until.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess, leaderAndFollower, MOUNT } from './support/lab-access.js';
import { killByPidFiles } from './support/processes.js';

/** An engine that ends at once is started with growing delays. */
const BACK_OFF_MS = 90_000;
const until = <T>(what: string, look: () => Promise<T>) => untilSoon(what, look, BACK_OFF_MS);
const root = mkdtempSync(path.join(tmpdir(), 'awskms-'));
const credentials = path.join(root, 'credentials');
writeFileSync(credentials, '[default]\naws_access_key_id = tests\naws_secret_access_key = of-no-use-elsewhere\n');

describe.runIf(EVERYTHING)('a cluster that a key of KMS unseals', () => {
  let lab: Lab;
  let access: LabAccess;
  let server: Awaited<ReturnType<typeof startAws>>;
  let kms: Trouble;
  let before: StatusReport;
  let balancer: string;

  const write = async (value: string) => await (await access.admin(balancer)).kv2(MOUNT).put('kept', { value });
  const node = ({ nodes }: StatusReport, id: string) => nodes.find((one) => one.id === id);

  beforeAll(async () => {
    server = await startAws();
    kms = new Trouble(server.url);
    const endpoint = await kms.listen();
    const keyId = await createKey(server.url);
    lab = Lab.create({ label: 'awskms', main: (environment) => stackOf(environment, keyId, endpoint) });
    access = new LabAccess(lab);
    await lab.deploy();
    before = await lab.status();
    balancer = await access.balancer();
    await access.prepareMount(balancer);
    await write('from the beginning');
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
    await kms.close();
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  });

  test('is founded by one deploy, with recovery shares and no seal server', () => {
    expect(before).toMatchObject({ healthy: true, voters: 3, seal: { type: 'awskms' } });
  });

  test('comes back by itself when every engine is killed', async () => {
    for (const { id } of before.nodes) await killByPidFiles(access.machine(id), 'engine.pid');
    await expectHealthy();
  });

  test.each(['unreachable', 'DisabledException', 'IncorrectKeyException'])(
    'with its key %s, what runs goes on, what starts waits, and nothing is initialized again',
    async (mode) => {
      kms.mode = mode === 'unreachable' ? mode : refusal(mode);
      const [, follower] = leaderAndFollower(await lab.status());
      await killByPidFiles(access.machine(follower), 'engine.pid');
      kms.requests = 0;
      await until('the engine has asked for its key', async () => kms.requests > 1 || { not: kms.requests });

      await write(mode);
      const status = await lab.status();
      expect(status.cluster_id).toBe(before.cluster_id);
      expect(node(status, follower)?.state).not.toMatch(/active|standby|uninitialized/);
      expect(await probe(node(before, follower)?.address ?? '', '/live')).toBe(200);
      expect(await probe(node(before, follower)?.address ?? '', '/ready')).toBe(503);

      kms.mode = 'well';
      await expectHealthy();
      expect((await (await access.admin(balancer)).kv2(MOUNT).get('kept'))?.data['value']).toBe(mode);
    },
  );

  /** The same cluster on the same machines, without a deploy. */
  async function expectHealthy(): Promise<void> {
    const status = await until('the cluster is healthy', async () => {
      const seen = await lab.status();
      return seen.healthy ? seen : { not: seen.problems };
    });
    expect(status).toMatchObject({ voters: 3, cluster_id: before.cluster_id });
    expect(status.nodes.map(({ id }) => id)).toEqual(before.nodes.map(({ id }) => id));
  }
});

async function createKey(url: string): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'TrentService.CreateKey',
      authorization:
        'AWS4-HMAC-SHA256 Credential=tests/20260101/eu-west-1/kms/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: '{}',
  });
  return z.object({ KeyMetadata: z.object({ KeyId: z.string() }) }).parse(await answer.json()).KeyMetadata.KeyId;
}

/** What the machine's agent answers to a balancer, which does not ask who it is. */
async function probe(address: string, what: string): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    request({ host: address, port: PORTS.probe, path: what, rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once('error', reject)
      .end();
  });
}

function stackOf(environment: string, keyId: string, endpoint: string): string {
  return `
    import { App, LocalBackend, TerraformStack } from 'cdktf';
    import { Engine, HaCluster, Platform, Seal } from '../src/constructs/index.js';
    const app = new App();
    const stack = new TerraformStack(app, '${environment}');
    new LocalBackend(stack, { path: '../../../.quorate/${environment}/terraform.tfstate' });
    new HaCluster(stack, 'vault', {
      engine: Engine.vault('1.21.1'),
      platform: Platform.local(),
      seal: Seal.awsKms({ keyId: '${keyId}', region: 'eu-west-1', endpoint: '${endpoint}', credentialsFile: '${credentials}' }),
      deletionProtection: false,
    });
    app.synth();
  `;
}
