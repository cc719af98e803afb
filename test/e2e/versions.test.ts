import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StatusReport } from '../../src/schema/index.js';
import { EVERYTHING } from './support/everything.js';
import { Lab, type Outcome } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { NumberedWrites } from './support/numbered-writes.js';
import { fewestLive, type Sighting, VoterWatch } from './support/voter-watch.js';

const OLD = { QUORATE_LAB_ENGINE: 'vault@1.19.0' };
const NEW = { QUORATE_LAB_ENGINE: 'vault@1.21.1' };

describe.skipIf(!EVERYTHING)('the engine of a cluster', () => {
  let lab: Lab;
  let access: LabAccess;
  let before: StatusReport;
  let after: StatusReport;
  let difference: Outcome;
  let writes: NumberedWrites;
  let sightings: readonly Sighting[];

  beforeAll(async () => {
    lab = Lab.create({ label: 'versions' });
    access = new LabAccess(lab);
    await lab.deploy(OLD);
    before = await lab.status();
    const balancer = await access.balancer();
    await access.prepareMount(balancer);
    await (await access.admin(balancer)).kv2(MOUNT).put('before the upgrade', { value: 'is kept' });
    difference = await lab.cdktf(['diff', lab.environment], { variables: NEW });
    writes = new NumberedWrites(access, balancer);
    const watch = new VoterWatch(access);
    try {
      await lab.deploy(NEW);
    } finally {
      await writes.stop();
      sightings = await watch.stop();
    }
    after = await lab.status();
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('can be an older version', () => {
    expect(before).toMatchObject({ healthy: true, voters: 3, engine: { name: 'vault', version: '1.19.0' } });
    expect(before.nodes.map(({ version }) => version)).toEqual(['1.19.0', '1.19.0', '1.19.0']);
  });

  test('is upgraded by other machines: the diff says so and lists the steps', () => {
    expect(difference.exitCode, difference.text).toBe(0);
    expect(difference.text.match(/quorate_machine\.machines.*must be replaced/g)).toHaveLength(3);
    expect(difference.text).toMatch(/step\s+= "join new a"/);
    expect(difference.text).toMatch(/step\s+= "remove old c"/);
  });

  test('is the new version afterwards, in the same cluster, on other machines', () => {
    expect(after).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id, failure_tolerance: 1 });
    expect(after.nodes.map(({ version }) => version)).toEqual(['1.21.1', '1.21.1', '1.21.1']);
    const old = new Set(before.nodes.map(({ id }) => id));
    expect(after.nodes.filter(({ id }) => old.has(id))).toEqual([]);
  });

  test('changes without losing an acknowledged write, and never with fewer than three live voters', async () => {
    expect(writes.acknowledged.length).toBeGreaterThan(50);
    expect(await writes.lost()).toEqual([]);
    expect(fewestLive(sightings)).toBeGreaterThanOrEqual(3);
  });

  test('changes with writers away for no longer than a leadership move and the move of their connections', () => {
    expect(writes.longestGap).toBeLessThan(10_000);
  });

  test('is not downgraded: the plan is refused, with the way that there is', async () => {
    for (const command of [
      ['diff', lab.environment],
      ['deploy', lab.environment, '--auto-approve'],
    ]) {
      const { exitCode, text } = await lab.cdktf(command, { variables: OLD });
      expect(exitCode).toBe(1);
      expect(text).toContain('QRT-DOWNGRADE');
      expect(text).toContain('--restore');
    }
    expect(await lab.status()).toMatchObject({ healthy: true, leader: after.leader });
    expect((await lab.deploy(NEW)).text).toContain('No changes.');
  });

  describe('after the new version has led, the way back', () => {
    const ID = /\d{8}T\d{6}Z-\d+/;
    let shown: Outcome;
    let unasked: Outcome;
    let accepted: Outcome;
    let foreseen: Outcome;
    let deployed: Outcome;

    beforeAll(async () => {
      await (await access.admin(await access.balancer())).kv2(MOUNT).put('since the upgrade', { value: 'is lost' });
      shown = await lab.quorate(['rollback', lab.environment, '--restore', '--plan']);
      unasked = await lab.quorate(['rollback', lab.environment, '--restore']);
      expect(await lab.status()).toMatchObject({ healthy: true, leader: after.leader });
      accepted = await lab.quorate(['rollback', lab.environment, '--restore', '--yes']);
      foreseen = await lab.cdktf(['diff', lab.environment], { variables: OLD });
      deployed = await lab.deploy(OLD);
    }, 400_000);

    test('shows what it loses before it asks: the window, its entries, its leases', () => {
      expect(shown.exitCode, shown.text).toBe(0);
      expect(shown.text).toMatch(/snapshot \S+ of vault 1\.19\.0/);
      expect(shown.text).toMatch(/lost: everything written in the \d+ (s|min) since, \d+ log entries/);
      expect(shown.text).toMatch(/leases issued since: \d+/);
      expect(unasked.exitCode).toBe(1);
      expect(unasked.text).toContain('QRT-CONFIRM');
    });

    test('is a deploy of the old version that says so beforehand', () => {
      expect(accepted.exitCode, accepted.text).toBe(0);
      expect(accepted.text).toContain('deploy vault 1.19.0 now');
      expect(foreseen.exitCode, foreseen.text).toBe(0);
      expect(foreseen.text).toMatch(new RegExp(`restore snapshot ${ID.source}`));
      expect(deployed.text).toMatch(new RegExp(`restore snapshot ${ID.source}`));
    });

    test('ends with the old version on other machines, the data of before the upgrade, and nobody of the new one', async () => {
      const back = await lab.status();
      expect(back).toMatchObject({ healthy: true, voters: 3, failure_tolerance: 1, cluster_id: before.cluster_id });
      expect(back.nodes.map(({ version }) => version)).toEqual(['1.19.0', '1.19.0', '1.19.0']);
      for (const { address } of back.nodes) {
        const admin = await access.admin(address);
        expect((await admin.system.versionHistory()).map(({ version }) => version)).toEqual(['1.19.0']);
        const kv = admin.kv2(MOUNT);
        expect((await kv.get('before the upgrade'))?.data).toEqual({ value: 'is kept' });
        expect(await kv.get('since the upgrade').catch(() => null)).toBeNull();
        await kv.put(`through ${address}`, { value: 'afterwards' });
      }
    });

    test('is over then: another deploy finds nothing to do', async () => {
      expect((await lab.deploy(OLD)).text).toContain('No changes.');
    });
  });
});
