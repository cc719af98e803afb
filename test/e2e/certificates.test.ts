import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { bundle, type EnrolledIdentity, FileSigner } from '../../src/custody/index.js';
import { EngineClient, EngineUnreachable } from '../../src/engine/index.js';
import { PORTS, type StatusReport } from '../../src/schema/index.js';
import { until } from '../engine/support/until.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { CLUSTER, LabAccess, leaderAndFollower, MOUNT } from './support/lab-access.js';
import { ENGINES, labOf } from './support/openbao.js';

const DAY_MS = 24 * 3600_000;
const LIFE_MS = 90 * DAY_MS;
/** As the file signer keeps them. */
const AUTHORITIES = z.object({ server: z.array(z.unknown()), client: z.array(z.unknown()) });

describe.runIf(EVERYTHING).each(ENGINES)('certificates of a cluster of %s', (engine) => {
  let lab: Lab;
  let access: LabAccess;
  let report: StatusReport;
  let balancer: string;

  /** A signer of the environment whose clock stands elsewhere. */
  const signerAt = (now: number) => new FileSigner(access.environment.working, lab.environment, () => now);
  /** What a server shows at this address, leaf first. */
  const shown = (address: string) =>
    new Promise<X509Certificate>((resolve, reject) => {
      const socket = connect({ host: address, port: PORTS.api, rejectUnauthorized: false }, () => {
        const certificate = socket.getPeerX509Certificate();
        socket.destroy();
        if (certificate) resolve(certificate);
        else reject(new Error(`${address} shows no certificate`));
      }).once('error', reject);
    });
  const certified = async (id: string, signer: FileSigner) => {
    const node = report.nodes.find((one) => one.id === id);
    const identity: EnrolledIdentity = {
      machine_id: id,
      address: node?.address ?? '',
      cluster_name: CLUSTER,
      balancer_address: balancer,
    };
    const agent = await access.environment.agent(id);
    const { certificate } = await signer.signServer((await agent.certificateRequest()).csr, identity);
    const { server, client } = await signer.authorities();
    await agent.enrol({ certificate, server_ca: bundle(server), client_ca: bundle(client) });
    return new X509Certificate(certificate);
  };
  const rollover = () => lab.quorate(['certs', 'rollover', lab.environment]);

  beforeAll(async () => {
    lab = Lab.create({ label: 'certs', ...labOf(engine) });
    access = new LabAccess(lab);
    await lab.deploy();
    report = await lab.status();
    balancer = await access.balancer();
    await access.prepareMount(balancer);
    await (await access.admin(balancer)).kv2(MOUNT).put('old', { kept: 'yes' });
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('are renewed by the nodes themselves before they end, over the same key, without a restart', async () => {
    const [leader, follower] = leaderAndFollower(report);
    for (const id of [follower, leader]) {
      const address = report.nodes.find((node) => node.id === id)?.address ?? '';
      const old = await certified(id, signerAt(Date.now() - LIFE_MS + 40 * 60_000));
      const agent = await access.environment.agent(id);
      const { pid, restarts } = (await agent.status()).engine;
      const renewed = await until(
        `${id} renews its certificate`,
        async () => {
          const { certificate } = await agent.status();
          const left = Date.parse(certificate?.not_after ?? '') - Date.now();
          return left > 80 * DAY_MS ? left : { not: certificate };
        },
        100_000,
      );
      expect(renewed).toBeLessThanOrEqual(LIFE_MS);
      const now = await until('the engine shows it', async () => {
        const certificate = await shown(address);
        return certificate.serialNumber === old.serialNumber ? { not: certificate.serialNumber } : certificate;
      });
      expect(now.publicKey.equals(old.publicKey)).toBe(true);
      expect(now.subjectAltName?.split(', ').toSorted()).toEqual(old.subjectAltName?.split(', ').toSorted());
      expect(now.subject.split('\n').toSorted()).toEqual(old.subject.split('\n').toSorted());
      expect((await agent.status()).engine).toMatchObject({ pid, restarts });
    }
    expect((await lab.status()).healthy).toBe(true);
  });

  test('a node that renews gets no other name, and no other node’s certificate', async () => {
    const [one, other] = leaderAndFollower(report);
    const file = (name: string) => readFileSync(path.join(access.machine(one), 'tls', name), 'utf8');
    const address = report.nodes.find(({ id }) => id === one)?.address ?? '';
    const tls = { ca: file('server-ca.pem'), cert: file('node.crt'), key: file('node.key') };
    const engine = new EngineClient({ address: `https://${address}:${PORTS.api}`, tls });
    try {
      const { client_token } = await engine.cert('quorate').login(`quorate-node-${one}`);
      const node = engine.withToken(client_token);
      const { csr } = await (await access.environment.agent(one)).certificateRequest();
      const ask = (id: string, ip_sans: string) =>
        node.write(`quorate-pki/sign/${id}`, { csr, common_name: id, alt_names: id, ip_sans });
      await expect(ask(one, '203.0.113.1')).rejects.toMatchObject({ status: 403 });
      await expect(ask(other, address)).rejects.toMatchObject({ status: 403 });
      await expect(engine.cert('quorate').login(`quorate-node-${other}`)).rejects.toMatchObject({ status: 400 });
    } finally {
      await engine.close();
    }
  });

  test('a roll-over shows its steps and changes nothing when it is only planned', async () => {
    const planned = await lab.quorate(['certs', 'rollover', lab.environment, '--plan', '--json']);
    expect(planned.exitCode, planned.text).toBe(0);
    expect(JSON.parse(planned.stdout).steps.map(({ step }: { step: string }) => step)).toContain(
      'make new authorities',
    );
    expect((await access.environment.signer.authorities()).server).toHaveLength(1);
  });

  test('authorities are replaced in two turns, one of them broken off, and no client that trusts both fails', async () => {
    const [old = ''] = (await access.environment.signer.authorities()).server;
    const first = await rollover();
    expect(first, first.text).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('both authorities') });
    const ca = bundle((await access.environment.signer.authorities()).server);
    expect(readFileSync(path.join(lab.store, 'ca.pem'), 'utf8')).toBe(ca);
    const client = await Client.start(access, balancer, ca);
    const second = lab.start(process.execPath, ['bin/quorate.mjs', 'certs', 'rollover', lab.environment]);
    const signing = async () => (await access.environment.signer.authorities()).server[0] ?? '';
    await until('the new authorities sign', async () => (await signing()) !== old || { not: 'yet' }, 60_000);
    process.kill(-second.pid, 'SIGKILL');
    await second.ended;
    const again = await rollover();
    expect(again, again.text).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('only the new') });
    const { operations, failures } = await client.stop();
    expect(failures).toEqual([]);
    expect(operations).toBeGreaterThan(20);
    const { server } = await access.environment.signer.authorities();
    expect(server).toHaveLength(1);
    expect(server).not.toContain(old);
    for (const { address } of report.nodes) {
      expect((await shown(address)).verify(new X509Certificate(server[0] ?? '').publicKey)).toBe(true);
      await expect(healthOf(address, old)).rejects.toMatchObject({ kind: 'tls' });
      expect([200, 429]).toContain(await healthOf(address, server[0] ?? ''));
    }
    expect((await lab.status()).problems).toEqual([]);
    expect((await lab.cdktf(['diff', lab.environment])).text).toContain('No changes');
  });

  test('when authorities and certificates have expired and root is revoked, shares alone get an operator back in', async () => {
    const long = Date.now() - 11 * 365 * DAY_MS;
    const expired = signerAt(long);
    await expired.addAuthorities();
    const { working } = access.environment;
    const { server, client } = (await working.read('authorities', AUTHORITIES)) ?? { server: [], client: [] };
    await working.write('authorities', { server: [server[1]], client: [client[1]] });
    for (const { id } of report.nodes) await certified(id, expired);
    await access.cluster.logins.close();
    await expect(
      healthOf(report.nodes[0]?.address ?? '', bundle((await expired.authorities()).server)),
    ).rejects.toThrow();
    const stopped = await rollover();
    expect(stopped, stopped.text).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('QRT-CONFIGURE-REFUSED'),
    });
    const made = await lab.quorate(['keys', 'root', lab.environment, '--json']);
    expect(made.exitCode, made.text).toBe(0);
    const { token } = JSON.parse(made.stdout);
    const mended = await lab.quorate(['configure', lab.environment, '--root'], { input: `${token}\n` });
    expect(mended.exitCode, mended.text).toBe(0);
    const again = await rollover();
    expect(again, again.text).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('only the new') });
    const admin = await access.admin(balancer);
    expect(await admin.kv2(MOUNT).get('old')).toMatchObject({ data: { kept: 'yes' } });
    await admin.kv2(MOUNT).put('new', { written: 'yes' });
    await expect(admin.withToken(token).token.lookupSelf()).rejects.toMatchObject({ status: 403 });
    await lab.deploy();
    expect((await lab.status()).problems).toEqual([]);
  });
});

async function healthOf(address: string, ca: string): Promise<number> {
  const client = new EngineClient({ address: `https://${address}:${PORTS.api}`, tls: { ca } });
  return (await client.health().finally(() => client.close())).code;
}

/** A client that trusts what it was told once, and repeats what was not answered for up to ten seconds. */
class Client {
  private operations = 0;
  private readonly failures: string[] = [];
  private going = true;
  private readonly ended: Promise<void>;

  static async start(access: LabAccess, address: string, ca: string): Promise<Client> {
    const admin = await access.admin(address);
    const created = await admin.token.createOrphan({ policies: ['quorate-admin'], period: '1h' });
    return new Client(address, ca, created.client_token);
  }

  private constructor(
    private readonly address: string,
    private readonly ca: string,
    private readonly token: string,
  ) {
    this.ended = this.run();
  }

  async stop(): Promise<{ readonly operations: number; readonly failures: readonly string[] }> {
    this.going = false;
    await this.ended;
    return { operations: this.operations, failures: this.failures };
  }

  private async run(): Promise<void> {
    while (this.going) {
      const end = performance.now() + 10_000;
      let reason: unknown = 'none';
      let done = false;
      while (!done && performance.now() < end) {
        // A new connection each, as a client that starts now.
        const client = new EngineClient({ address: `https://${this.address}:${PORTS.api}`, tls: { ca: this.ca } });
        done = await client
          .withToken(this.token)
          .kv2(MOUNT)
          .put('client', { number: this.operations })
          .then(
            () => true,
            (error: unknown) => {
              reason = error;
              if (error instanceof EngineUnreachable && error.kind === 'tls') this.failures.push(error.message);
              return false;
            },
          )
          .finally(() => client.close());
      }
      if (done) this.operations += 1;
      else this.failures.push(String(reason));
    }
  }
}
