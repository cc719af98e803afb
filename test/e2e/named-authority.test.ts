import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle, FileSigner } from '../../src/custody/index.js';
import { EngineClient } from '../../src/engine/index.js';
import { PORTS, type StatusReport } from '../../src/schema/index.js';
import { type CorporateAuthority, corporateAuthority } from '../custody/support/corporate-authority.js';
import { until } from '../engine/support/until.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { CLUSTER, LabAccess, leaderAndFollower } from './support/lab-access.js';

const DAY_MS = 24 * 3600_000;
const LIFE_MS = 90 * DAY_MS;

describe.runIf(EVERYTHING)('a cluster under an authority of the customer’s own', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'quorate-corporate-'));
  let corporate: CorporateAuthority;
  let lab: Lab;
  let access: LabAccess;
  let report: StatusReport;

  /** Names an authority in the project, as its people would. */
  const name = (sign: readonly string[]) => {
    const file = path.join(lab.folder, 'cdktf.json');
    const authorities = { [lab.environment]: { roots: corporate.roots, sign } };
    const project = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...project, context: { quorate: { authorities } } }));
  };
  /** What a server shows to a client that knows nothing but these roots. */
  const met = (host: string, ca: string) =>
    new Promise<X509Certificate>((resolve, reject) => {
      const socket = connect({ host, port: PORTS.api, ca }, () => {
        const certificate = socket.getPeerX509Certificate();
        socket.destroy();
        certificate ? resolve(certificate) : reject(new Error('no certificate'));
      }).once('error', reject);
    });
  const roots = () => readFileSync(corporate.roots, 'utf8');
  const addressOf = (id: string) => report.nodes.find((node) => node.id === id)?.address ?? '';

  beforeAll(() => {
    corporate = corporateAuthority(folder);
    lab = Lab.create({ label: 'corporate' });
    access = new LabAccess(lab);
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('makes no machine while that authority certifies nothing', async () => {
    name(['false']);
    const { exitCode, text } = await lab.cdktf(['deploy', lab.environment, '--auto-approve']);
    expect(exitCode).not.toBe(0);
    expect(text).toContain('QRT-AUTHORITY');
    expect(text).not.toContain('answers on 127.');
  });

  test('is served to whoever knows the customer’s root alone, on every node and the balancer', async () => {
    name(corporate.sign);
    await lab.deploy();
    report = await lab.status();
    expect(report).toMatchObject({ healthy: true, voters: 3 });
    for (const address of [...report.nodes.map((node) => node.address), await access.balancer()]) {
      expect((await met(address, roots())).issuer).toContain(`Quorate ${lab.environment} server authority`);
    }
    const exports = await lab.quorate(['env', lab.environment]);
    expect(exports.exitCode, exports.text).toBe(0);
    const trusted = /VAULT_CACERT=['"]?([^'"\n]+)/.exec(exports.stdout)?.[1] ?? '';
    expect(readFileSync(trusted, 'utf8')).toContain(roots().trim());
    expect((await lab.deploy()).text).toContain('No changes');
  });

  test('lets in nobody whom that authority has certified, whatever the certificate says', async () => {
    const [, follower] = leaderAndFollower(report);
    const agent = await access.environment.agent(follower);
    const file = (one: string) => readFileSync(path.join(access.machine(follower), 'tls', one), 'utf8');
    const { csr } = await agent.certificateRequest();
    writeFileSync(path.join(folder, 'csr.pem'), csr);
    const forged = corporate.issue(csr, ['keyUsage=digitalSignature', 'extendedKeyUsage=clientAuth,serverAuth']);
    const login = async (cert: string, role: string) => {
      const address = `https://${addressOf(follower)}:${PORTS.api}`;
      const engine = new EngineClient({ address, tls: { ca: file('server-ca.pem'), cert, key: file('node.key') } });
      return await engine
        .cert('quorate')
        .login(role)
        .finally(() => engine.close());
    };
    for (const role of ['agent', `quorate-node-${follower}`]) {
      await expect(login(forged, role), role).rejects.toMatchObject({ status: 400 });
      expect((await login(file('node.crt'), role)).client_token, role).toBeTruthy();
    }
  });

  test('is trusted by its own nodes through its own authority and not through the customer’s', async () => {
    const [, follower] = leaderAndFollower(report);
    const trusted = readFileSync(path.join(access.machine(follower), 'tls', 'server-ca.pem'), 'utf8');
    expect(trusted.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
    expect(trusted).not.toContain(roots().trim());
  });

  test('has nodes renew their own certificates, which that root still vouches for', async () => {
    const [, follower] = leaderAndFollower(report);
    const agent = await access.environment.agent(follower);
    const { working } = access.environment;
    const earlier = new FileSigner(working, lab.environment, () => Date.now() - LIFE_MS + 40 * 60_000);
    const identity = {
      machine_id: follower,
      address: addressOf(follower),
      cluster_name: CLUSTER,
      balancer_address: await access.balancer(),
    };
    const { certificate } = await earlier.signServer((await agent.certificateRequest()).csr, identity);
    const { server, client } = await earlier.authorities();
    await agent.enrol({ certificate, server_ca: bundle(server), client_ca: bundle(client) });
    await until(
      'the node renews its certificate',
      async () => {
        const { certificate: now } = await agent.status();
        return Date.parse(now?.not_after ?? '') - Date.now() > 80 * DAY_MS || { not: now };
      },
      100_000,
    );
    const shown = await until('the engine shows it', async () => {
      const now = await met(addressOf(follower), roots());
      return now.issuer.includes('renewals') ? now : { not: now.issuer };
    });
    expect(shown.raw.equals(new X509Certificate(certificate).raw)).toBe(false);
    expect(await lab.status()).toMatchObject({ healthy: true });
  });

  test('has new authorities certified too when they are replaced', async () => {
    for (const said of ['both authorities', 'only the new']) {
      const turn = await lab.quorate(['certs', 'rollover', lab.environment]);
      expect(turn, turn.text).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(said) });
    }
    for (const { address } of report.nodes) await met(address, roots());
    expect((await access.environment.signer.authorities()).server).toHaveLength(1);
    expect((await lab.status()).problems).toEqual([]);
  });
});
