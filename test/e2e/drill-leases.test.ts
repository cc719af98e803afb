import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { until } from '../engine/support/until.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess } from './support/lab-access.js';
import { BAO, openbaoMain } from './support/openbao.js';

/** Long enough to take a snapshot in, short enough to wait for. */
const LEASE_S = 20;

/** An outside system in which the engine makes users and takes them away: what RabbitMQ's management does, recorded. */
class Outside {
  readonly asked: string[] = [];
  readonly #server = createServer((request, response) => {
    this.asked.push(`${request.method} ${request.url}`);
    request.resume().once('end', () => response.writeHead(request.method === 'PUT' ? 201 : 204).end());
  });

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  revoked(): readonly string[] {
    return this.asked.filter((one) => one.startsWith('DELETE /api/users/'));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

// The engine of the other suites has no plugin that calls out; OpenBao has.
describe.runIf(EVERYTHING && BAO)('a drill with a lease of an outside system', () => {
  const outside = new Outside();
  let lab: Lab;
  let access: LabAccess;
  let issued: number;
  let snapshot: string;

  const drill = () => lab.quorate(['drill', 'restore', lab.environment, '--json']);

  beforeAll(async () => {
    lab = Lab.create({ label: 'leases', main: openbaoMain, variables: { QUORATE_LAB_NODES: '1' } });
    access = new LabAccess(lab);
    await lab.deploy();
    const planted = await drill();
    expect(planted.exitCode, planted.text).toBe(0);
    const admin = await access.admin(await access.balancer());
    await admin.mounts.enable('rabbitmq', { type: 'rabbitmq' });
    await admin.write('rabbitmq/config/connection', {
      connection_uri: await outside.listen(),
      username: 'tests',
      password: 'of-no-use-elsewhere',
      verify_connection: false,
    });
    await admin.write('rabbitmq/config/lease', { ttl: LEASE_S, max_ttl: 3600 });
    await admin.write('rabbitmq/roles/app', { vhosts: '{"/":{"write":".*","read":".*"}}' });
    await admin.read('rabbitmq/creds/app');
    issued = Date.now();
    const taken = await lab.quorate(['snapshot', 'take', lab.environment, '--json']);
    snapshot = z.object({ id: z.string() }).parse(JSON.parse(taken.stdout)).id;
    const [lease] = await admin.list('sys/leases/lookup/rabbitmq/creds/app');
    await admin.write('sys/leases/renew', { lease_id: `rabbitmq/creds/app/${lease}`, increment: 3600 });
    expect(Date.now() - issued, 'the lease was renewed before its end').toBeLessThan(LEASE_S * 1000);
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
    await outside.close();
  });

  test('does not revoke what the copy takes to have ended, and the cluster has renewed', async () => {
    await until(
      'the lease has ended by the word of the snapshot',
      async () => {
        const left = issued + (LEASE_S + 1) * 1000 - Date.now();
        return left <= 0 || { not: `${left} ms are left` };
      },
      60_000,
    );
    expect(outside.asked.filter((one) => one.startsWith('PUT /api/users/'))).toHaveLength(1);
    const done = await drill();
    expect(done.exitCode, done.text).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ snapshot, mounts: expect.arrayContaining(['rabbitmq/']) });
    expect(outside.revoked()).toEqual([]);
  });

  test('where nothing fences it, the same snapshot revokes it: what the fence is for', async () => {
    const restored = await lab.quorate(['restore', lab.environment, '--snapshot', snapshot]);
    expect(restored.exitCode, restored.text).toBe(0);
    await until(
      'the credential is revoked',
      async () => outside.revoked().length === 1 || { not: outside.asked },
      60_000,
    );
  });
});
