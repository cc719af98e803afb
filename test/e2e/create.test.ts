import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MACHINE_HOME, PORTS, type StatusReport } from '../../src/schema/index.js';
import { auditedSince, auditMarks } from './support/audit.js';
import { Lab } from './support/lab.js';
import { LabAccess, MOUNT, nodeOf } from './support/lab-access.js';
import { filesOf, readFileOf } from './support/machines.js';
import { REAL } from './support/platform.js';
import { hasPython, pythonWithClient } from './support/python.js';
import { stock, stockBinary, stockEnvironment } from './support/stock-client.js';

const lab = Lab.create({ label: 'create' });
const access = new LabAccess(lab);
const scratch = mkdtempSync(path.join(tmpdir(), 'create-clients-'));
const withPython = await hasPython();
let report: StatusReport;
let balancer: string;

beforeAll(async () => {
  await lab.deploy();
  report = await lab.status();
  balancer = await access.balancer();
  await access.prepareMount(balancer);
});
afterAll(async () => {
  await access.close();
  rmSync(scratch, { recursive: true, force: true });
  await lab.remove();
});

const addresses = () => report.nodes.map(({ address }) => address);

describe('three nodes from nothing', () => {
  test('one is active and two are standby, all are voters, and one more may fail', () => {
    expect(report).toMatchObject({
      environment: lab.environment,
      engine: { name: 'vault', version: '1.21.1' },
      healthy: true,
      voters: 3,
      quorum: 2,
      failure_tolerance: 1,
      seal: { type: 'transit' },
      problems: [],
    });
    expect(report.cluster_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(report.nodes.map(({ state }) => state).toSorted()).toEqual(['active', 'standby', 'standby']);
    expect(report.nodes.map(({ slot, zone }) => [slot, zone])).toEqual([
      ['a', 'zone-1'],
      ['b', 'zone-2'],
      ['c', 'zone-3'],
    ]);
    for (const node of report.nodes) {
      expect(node).toMatchObject({ version: '1.21.1', voter: true, image: expect.stringMatching(/^sha256:/) });
      expect(node.id).toMatch(new RegExp(`^${node.slot}-[0-9a-z]{8}$`));
      expect(node.applied_index).toBeGreaterThan(0);
      expect(node.lag).toBeLessThanOrEqual(100);
    }
  });

  test('the balancer sends traffic to each of them', () => {
    const targets = report.nodes.map(({ id }) => ({ id, state: 'healthy' }));
    expect(report.load_balancer).toMatchObject({ address: balancer, failing_open: false });
    expect(report.load_balancer?.targets.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(targets);
  });

  test('status exits with 0', async () => {
    expect(await lab.quorate(['status', lab.environment])).toMatchObject({ exitCode: 0 });
  });

  test('health codes say who is active and who stands by', async () => {
    for (const { state, address } of report.nodes) {
      expect(await access.health(address)).toBe(state === 'active' ? 200 : 429);
    }
  });

  test('autopilot calls the cluster healthy and every server a voter', async () => {
    const state = await (await access.admin(balancer)).autopilot.state();
    expect(state).toMatchObject({ healthy: true, failure_tolerance: 1, leader: report.leader });
    expect(state.voters.toSorted()).toEqual(report.nodes.map(({ id }) => id));
  });

  test('a secret written through any node, or through the balancer, is read from every node', async () => {
    for (const writer of [...addresses(), balancer]) {
      const secret = `written-through-${writer}`;
      await (await access.admin(writer)).kv2(MOUNT).put(secret, { value: writer });
      for (const reader of [...addresses(), balancer]) {
        const found = await (await access.admin(reader)).kv2(MOUNT).get(secret);
        expect(found?.data).toEqual({ value: writer });
      }
    }
  });
});

describe('the seal server', () => {
  test('unseals the members and is none of them', async () => {
    const members = await (await access.admin(balancer)).raft.configuration();
    expect(members.map(({ node_id }) => node_id).toSorted()).toEqual(report.nodes.map(({ id }) => id));
    for (const address of addresses()) {
      expect(await (await access.plain(address)).sealStatus()).toMatchObject({ type: 'transit', sealed: false });
    }
  });
});

describe('the configuration of each node', () => {
  test('has its own storage and id, joins the others over TLS, and names cluster and addresses', () => {
    for (const { id, address } of report.nodes) {
      const text = readFileOf(access, id, { process: 'config/engine.hcl', real: 'engine/engine.hcl' });
      const home = REAL ? MACHINE_HOME : filesOf(access, id);
      const value = (name: string) =>
        [...text.matchAll(new RegExp(`^\\s*${name}\\s*=\\s*(.*)$`, 'gm'))].map((match) => match[1]);
      expect(value('cluster_name')).toEqual(['"vault"']);
      expect(value('path')).toEqual([JSON.stringify(path.join(home, 'data'))]);
      expect(value('node_id')).toEqual([`"${id}"`]);
      expect(value('api_addr')).toEqual([`"https://${address}:8200"`]);
      expect(value('cluster_addr')).toEqual([`"https://${address}:8201"`]);
      expect(value('disable_mlock')).toEqual(['true']);
      expect(value('ui')).toEqual(['false']);
      const others = addresses().filter((other) => other !== address);
      expect(value('leader_api_addr')).toEqual(others.map((other) => `"https://${other}:8200"`));
      expect(value('leader_ca_cert_file')).toHaveLength(others.length);
      expect(value('tls_cert_file')).toEqual([
        JSON.stringify(path.join(home, REAL ? 'engine/node.crt' : 'tls/node.crt')),
      ]);
      expect(text).not.toContain('tls_disable');
    }
  });

  test('refuses plain HTTP on every port', async () => {
    for (const host of addresses()) {
      for (const port of Object.values(PORTS))
        expect(await plainHttp(host, port)).toMatch(/refused|HTTP request to an HTTPS server/);
    }
  });

  test('shows a certificate of our authority, and speaks no TLS older than 1.2', async () => {
    const { server } = await access.environment.signer.authorities();
    for (const host of addresses()) {
      expect(await handshake({ host, port: PORTS.api, ca: [...server] })).toBe('TLSv1.3');
      expect(await handshake({ host, port: PORTS.api })).toMatch(/self-signed|unable to/);
      expect(
        await handshake({ host, port: PORTS.api, ca: [...server], minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }),
      ).toMatch(/protocol|version|alert|handshake/i);
    }
  });
});

describe('clients of others', () => {
  test('the stock command line logs in, writes through the balancer and reads from each node', async () => {
    const binary = await stockBinary(access);
    const variables = await stockEnvironment(access);
    expect(variables['VAULT_ADDR']).toBe(`https://${balancer}:8200`);
    await stock(binary, variables, 'kv', 'put', `-mount=${MOUNT}`, 'stock', 'who=vault');
    for (const address of addresses()) {
      const there = { ...variables, VAULT_ADDR: `https://${address}:8200` };
      expect(await stock(binary, there, 'kv', 'get', `-mount=${MOUNT}`, '-field=who', 'stock')).toBe('vault');
    }
    const peers = await stock(binary, variables, 'operator', 'raft', 'list-peers');
    expect(peers.match(/\btrue$/gm)).toHaveLength(3);
  });

  test.skipIf(!withPython)('a library in Python writes and reads through the balancer', async () => {
    const python = await pythonWithClient(path.join(scratch, 'python'));
    const variables = await stockEnvironment(access);
    const program = [
      'import hvac, os',
      'client = hvac.Client(url=os.environ["VAULT_ADDR"], token=os.environ["VAULT_TOKEN"], verify=os.environ["VAULT_CACERT"])',
      'kv = client.secrets.kv.v2',
      `kv.create_or_update_secret(mount_point="${MOUNT}", path="python", secret={"who": "hvac"})`,
      `print(kv.read_secret_version(mount_point="${MOUNT}", path="python", raise_on_deleted_version=True)["data"]["data"]["who"])`,
    ].join('\n');
    const { stdout } = await execa(python, ['-c', program], { env: variables });
    expect(stdout).toBe('hvac');
  });
});

describe('a second deploy', () => {
  test('changes nothing: no changes in the plan, only logins and reads at the engines, no log entry written', async () => {
    const before = await lab.status();
    const marks = auditMarks(access, before);
    const { text } = await lab.deploy();
    expect(text).toContain('No changes.');
    expect(auditedSince(marks).filter(({ harmless }) => !harmless)).toEqual([]);
    expect(auditedSince(marks).length).toBeGreaterThan(0);
    const after = await lab.status();
    // An idle cluster of this kind writes nothing at all to its log, so neither may a deploy of nothing.
    for (const slot of ['a', 'b', 'c'])
      expect(nodeOf(after, slot).applied_index).toBe(nodeOf(before, slot).applied_index);
    expect(after).toEqual(before);
  });
});

/** What a plain HTTP request gets: the words of a refusal, `refused` when the connection is cut. */
function plainHttp(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const outgoing = request({ host, port, path: '/v1/sys/health', timeout: 5_000 }, async (response) => {
      const body = (await response.toArray()).join('');
      resolve(response.statusCode === 400 ? body : `served with ${response.statusCode}: ${body}`);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', () => resolve('refused'));
    outgoing.end();
  });
}

/** The protocol of a TLS handshake that was completed, or why it was not. */
function handshake(options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(options, () => {
      resolve(socket.getProtocol() ?? 'none');
      socket.destroy();
    });
    socket.on('error', ({ message }) => resolve(message));
  });
}
