import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StatusReport } from '../../src/schema/index.js';
import { EVERYTHING } from './support/everything.js';
import { Lab, type Outcome } from './support/lab.js';
import { LabAccess } from './support/lab-access.js';
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
      expect(text).toContain('quorate rollback');
    }
    expect(await lab.status()).toMatchObject({ healthy: true, leader: after.leader });
    expect((await lab.deploy(NEW)).text).toContain('No changes.');
  });
});
