import { appendFileSync, chmodSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSpec, runtimeConfigurationOf } from '../../src/cluster/index.js';
import { FileSigner, operatorIdentityFor, WorkingStore } from '../../src/custody/index.js';
import { EngineClient, EngineUnreachable } from '../../src/engine/index.js';
import { enrol } from '../../src/environment/index.js';
import { imageFolder, inspectImage, ROOT_FILE } from '../../src/image/index.js';
import type { StatusReport } from '../../src/schema/index.js';
import { until } from '../engine/support/until.js';
import { MemoryStore } from '../operation/support/memory-store.js';
import { Lab, type Outcome } from './support/lab.js';
import { CLUSTER, LabAccess, MOUNT } from './support/lab-access.js';
import { listenersIn } from './support/machines.js';
import { MACHINES, REAL } from './support/platform.js';
import { listeners, processesBelow } from './support/processes.js';

const lab = Lab.create({ label: 'destroy' });
const access = new LabAccess(lab);
let report: StatusReport;
let balancer: string;

beforeAll(async () => {
  await lab.deploy();
  report = await lab.status();
  balancer = await access.balancer();
  await access.prepareMount(balancer);
  await (await access.admin(balancer)).kv2(MOUNT).put('kept', { value: 'from the beginning' });
});
afterAll(async () => {
  await access.close();
  await lab.remove();
});

function imageOf(): string {
  return imageFolder(access.environment.paths.images, report.nodes[0]?.image ?? '');
}

function terraform(...args: string[]): Promise<Outcome> {
  return lab.run('terraform', args, { cwd: path.join(lab.folder, 'cdktf.out/stacks', lab.environment) });
}

/** Healthy, the same machines, the same cluster, the data there. */
async function expectUnharmed(): Promise<void> {
  const after = await lab.status();
  expect(after).toMatchObject({ healthy: true, voters: 3, cluster_id: report.cluster_id });
  expect(after.nodes.map(({ id }) => id)).toEqual(report.nodes.map(({ id }) => id));
  const secret = await (await access.admin(balancer)).kv2(MOUNT).get('kept');
  expect(secret?.data).toEqual({ value: 'from the beginning' });
}

describe('a machine that is no member yet', () => {
  test('listens to nobody before it is configured, and then to its own agent alone: no stranger initializes it', async () => {
    const { environment } = access;
    const image = report.nodes[0]?.image ?? '';
    const spec = await readSpec(environment.store);
    if (!spec) throw new Error('the environment keeps no specification');
    const place = {
      environment: lab.environment,
      role: 'member',
      slot: 'z',
      zone: 'zone-1',
      driver: MACHINES,
      assets: '',
    } as const;
    const { id, address } = await environment.driver.create({ ...place, image, imagePath: imageOf() });
    try {
      await enrol(environment, {
        machine_id: id,
        address,
        cluster_name: CLUSTER,
        balancer_address: spec.balancer_address,
      });
      expect((await listenersIn(id)).filter((one) => one.startsWith(`${address}:820`))).toEqual([`${address}:8202`]);
      const agent = await environment.agent(id);
      const token = await access.cluster.platform.sealToken(id);
      await agent.configure({ configuration: runtimeConfigurationOf(spec), ...(token ? { seal_token: token } : {}) });
      await until('its engine waits to be initialized', async () => {
        const { engine, listener } = await agent.status();
        return (engine.health_code === 501 && listener === 'closed') || { not: engine };
      });

      const ca = [...(await environment.signer.authorities()).server].join('\n');
      const elsewhere = new WorkingStore(new MemoryStore());
      const others = new FileSigner(elsewhere, 'elsewhere');
      await others.prepare();
      const strangers = [
        undefined,
        await operatorIdentityFor('admin', elsewhere, others),
        // Not even ours: what opens every member does not open a node that nobody has taken in.
        await operatorIdentityFor('operator', environment.working, environment.signer),
      ];
      for (const stranger of strangers) {
        const own = stranger && { cert: stranger.certificate, key: stranger.key };
        const client = new EngineClient({ address: `https://${address}:8200`, tls: { ca, ...own } });
        const plain = { kind: 'recovery', shares: 1, threshold: 1, protection: 'plaintext' } as const;
        await expect(client.init(plain)).rejects.toBeInstanceOf(EngineUnreachable);
        await expect(client.health()).rejects.toBeInstanceOf(EngineUnreachable);
        await client.close();
      }
      expect((await agent.status()).engine).toMatchObject({ initialized: false, health_code: 501 });
    } finally {
      await environment.driver.destroy(id);
    }
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3 });
  });
});

describe('a damaged image and a tainted cluster resource', () => {
  test('are made good by one deploy: the same cluster, machines, keys and data', async () => {
    const changed = path.join(imageOf(), REAL ? ROOT_FILE : 'agent/agent.cjs');
    chmodSync(changed, 0o644);
    appendFileSync(changed, '\n// changed by somebody\n');
    expect(await inspectImage(imageOf())).toMatchObject({ condition: 'damaged' });
    const keys = await access.cluster.sealed.read();
    const tainted = await terraform('taint', 'quorate_cluster.cluster');
    expect(tainted.exitCode, tainted.text).toBe(0);
    const { text } = await lab.deploy();
    expect(text).toMatch(/quorate_cluster\.cluster.*(is tainted|must be replaced)/);
    expect(await inspectImage(imageOf())).toMatchObject({ condition: 'intact' });
    await expectUnharmed();
    expect(await access.cluster.sealed.read()).toEqual(keys);
  });
});

describe('a cluster that Terraform has forgotten', () => {
  test('is imported by the name of its environment, and the next deploy takes it up as it is', async () => {
    const forgotten = await terraform('state', 'rm', 'quorate_cluster.cluster');
    expect(forgotten.exitCode, forgotten.text).toBe(0);
    const missing = await terraform('import', 'quorate_cluster.cluster', 'elsewhere');
    expect(missing.exitCode).toBe(1);
    expect(missing.text).toContain('QRT-NOT-DEPLOYED');
    const imported = await terraform('import', 'quorate_cluster.cluster', lab.environment);
    expect(imported.exitCode, imported.text).toBe(0);
    const { text } = await lab.deploy();
    expect(text).not.toMatch(/must be replaced|will be created|will be destroyed/);
    await expectUnharmed();
    expect((await lab.deploy()).text).toContain('No changes.');
  });
});

describe('the end', () => {
  test('destroy leaves no machine, no process and no listener, and archives the keys', async () => {
    const addresses = (await access.environment.driver.list(lab.environment)).map(({ address }) => address);
    const used = [...addresses, balancer];
    const open = () => listeners().filter((one) => used.includes(one.split(':')[0] ?? ''));
    // What real machines listen on is in networks of their own.
    expect(open().length).toBeGreaterThan(REAL ? 0 : used.length);
    const destroyed = await lab.cdktf(['destroy', lab.environment, '--auto-approve']);
    expect(destroyed.exitCode, destroyed.text).toBe(0);
    expect(await access.environment.driver.list(lab.environment)).toEqual([]);
    expect(processesBelow(lab.folder)).toEqual([]);
    expect(open()).toEqual([]);
    const machines = path.join(lab.store, 'machines');
    expect(existsSync(machines) ? readdirSync(machines) : []).toEqual([]);
    expect(await access.cluster.sealed.read()).toMatchObject({ state: 'archived', cluster_id: report.cluster_id });
    expect(await access.cluster.sealed.archive()).toHaveLength(1);
    const status = await lab.quorate(['status', lab.environment]);
    expect(status.exitCode).toBe(2);
    expect(status.text).toContain('QRT-NOT-DEPLOYED');
  });

  test('the same environment can be deployed again, as another cluster', async () => {
    await lab.deploy();
    const again = await lab.status();
    expect(again).toMatchObject({ healthy: true, voters: 3 });
    expect(again.cluster_id).not.toBe(report.cluster_id);
    expect(await access.cluster.sealed.archive()).toHaveLength(1);
  });

  test('down removes a running environment whole: processes, listeners, folder', async () => {
    const addresses = (await access.environment.driver.list(lab.environment)).map(({ address }) => address);
    const { exitCode, text } = await lab.quorate(['down', lab.environment]);
    expect(exitCode, text).toBe(0);
    expect(processesBelow(lab.folder)).toEqual([]);
    expect(listeners().filter((one) => addresses.includes(one.split(':')[0] ?? ''))).toEqual([]);
    expect(existsSync(lab.store)).toBe(false);
  });
});
