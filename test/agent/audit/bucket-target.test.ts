import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { targetOf } from '../../../src/agent/audit/target.js';

describe('a bucket as the place for audit logs', () => {
  const objects = new Map<string, string>();
  let isAway = false;
  const storage = createServer(async (request, response) => {
    const body = await buffer(request);
    if (isAway) return void response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
    objects.set(`${request.method} ${request.url?.split('?')[0]}`, body.toString());
    response.end();
  });
  let target: ReturnType<typeof targetOf>;

  beforeAll(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'tests');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'of-no-use-elsewhere');
    await new Promise<void>((done) => storage.listen(0, '127.0.0.1', done));
    const endpoint = `http://127.0.0.1:${(storage.address() as AddressInfo).port}`;
    const ship_to = `s3://acme-audit/prod/?region=eu-west-1&endpoint=${endpoint}`;
    target = targetOf({ ship_to, ca_file: null }, 'a-1a2b3c4d');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    storage.close();
  });

  it('gets an object of its own for every delivery, below the name of the machine', async () => {
    await target.deliver(Buffer.from('{"first":1}\n'));
    await target.deliver(Buffer.from('{"second":2}\n'));
    const keys = [...objects.keys()];
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toMatch(/^PUT \/acme-audit\/prod\/a-1a2b3c4d\/\d{4}-.*Z-[0-9a-f]{12}\.log$/);
    expect([...objects.values()]).toEqual(['{"first":1}\n', '{"second":2}\n']);
  });

  it('says so when it takes none, so that the lines are delivered again', async () => {
    isAway = true;
    await expect(target.deliver(Buffer.from('{"third":3}\n'))).rejects.toThrow();
    expect(objects.size).toBe(2);
  });
});
