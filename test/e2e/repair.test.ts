import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StatusReport } from '../../src/schema/index.js';
import { until } from '../engine/support/until.js';
import { EVERYTHING } from './support/everything.js';
import { Lab, type Outcome } from './support/lab.js';
import { LabAccess, leaderAndFollower, MOUNT } from './support/lab-access.js';
import { loseMachine, remainsOf } from './support/machines.js';
import { REAL } from './support/platform.js';
import { fewestLive, type Sighting, VoterWatch } from './support/voter-watch.js';

const lab = Lab.create({ label: 'repair' });
const access = new LabAccess(lab);
let balancer: string;

beforeAll(async () => {
  await lab.deploy();
  balancer = await access.balancer();
  await access.prepareMount(balancer);
  await write('kept', 'from the beginning');
});
afterAll(async () => {
  await access.close();
  await lab.remove();
});

async function write(secret: string, value: string): Promise<void> {
  await (await access.admin(balancer)).kv2(MOUNT).put(secret, { value });
}

/** A follower is repaired, without all of these looks, in the tests of a copied environment too. */
const ROLES = EVERYTHING ? (['follower', 'leader'] as const) : (['leader'] as const);

describe.each(ROLES)('a %s killed, agent and engine', (role) => {
  let before: StatusReport;
  let lost: StatusReport['nodes'][number];
  let difference: Outcome;
  let sightings: readonly Sighting[];
  let after: StatusReport;
  let outage: number;
  let during: Outcome;

  beforeAll(async () => {
    before = await lab.status();
    const [leader, follower] = leaderAndFollower(before);
    const id = role === 'leader' ? leader : follower;
    const found = before.nodes.find((node) => node.id === id);
    if (!found) throw new Error(`${id} is not in the report`);
    lost = found;
    const watch = new VoterWatch(access);
    await loseMachine(access, id);
    const killed = performance.now();
    await until('a write succeeds again', () =>
      write(`after ${role}`, 'written').then(
        () => true,
        (error: unknown) => ({ not: error }),
      ),
    );
    outage = performance.now() - killed;
    during = await lab.quorate(['status', lab.environment]);
    difference = await lab.cdktf(['diff', lab.environment]);
    await lab.deploy();
    sightings = await watch.stop();
    after = await lab.status();
  });

  test('the next write succeeds within ten seconds', () => {
    expect(outage).toBeLessThan(10_000);
  });

  test('status exits with 1 and names the node', () => {
    expect(during.exitCode).toBe(1);
    expect(during.text).toContain(REAL ? `QRT-GHOST-VOTER ${lost.id} has a vote` : `QRT-DOWN ${lost.id} is down`);
  });

  test('the diff replaces its machine and lists the steps of the repair', () => {
    expect(difference.exitCode, difference.text).toBe(0);
    // A process that ended is still known; a real machine that is lost is gone.
    const fate = REAL ? 'will be created' : 'must be replaced';
    expect(difference.text).toMatch(new RegExp(`quorate_machine\\.machines.*\\["${lost.slot}"\\] ${fate}`));
    if (!REAL) expect(difference.text).toContain(`${lost.id} has stopped`);
    expect(difference.text).toMatch(new RegExp(`step\\s+= "join new ${lost.slot}"`));
    expect(difference.text).toMatch(new RegExp(`step\\s+= "remove old ${lost.slot}"`));
  });

  test('the deploy brings back three voters, the same cluster, and another machine in this slot alone', () => {
    expect(after).toMatchObject({ healthy: true, voters: 3, failure_tolerance: 1, cluster_id: before.cluster_id });
    const kept = before.nodes.filter(({ id }) => id !== lost.id).map(({ id }) => id);
    expect(after.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(kept));
    expect(after.nodes.map(({ slot }) => slot)).toEqual(['a', 'b', 'c']);
    expect(after.nodes.map(({ id }) => id)).not.toContain(lost.id);
  });

  test('the dead peer has no vote, no folder, no target and no process any more', async () => {
    const servers = await (await access.admin(balancer)).raft.configuration();
    expect(servers.map(({ node_id }) => node_id).toSorted()).toEqual(after.nodes.map(({ id }) => id));
    expect(after.load_balancer?.targets.map(({ id }) => id)).not.toContain(lost.id);
    expect(existsSync(access.machine(lost.id))).toBe(false);
    expect(await remainsOf(access, lost.id)).toEqual([]);
  });

  test('at no time were there fewer than two live voters', () => {
    expect(sightings.length).toBeGreaterThan(20);
    expect(fewestLive(sightings)).toBe(2);
    expect(sightings.at(-1)?.live).toHaveLength(3);
  });

  test('no more than three ever had a vote at once, but for the joiner that replaces the dead', () => {
    expect(Math.max(...sightings.map(({ voters }) => voters.length))).toBeLessThanOrEqual(4);
  });

  test('what was written is still there, on every node', async () => {
    for (const { address } of after.nodes) {
      const kv = (await access.admin(address)).kv2(MOUNT);
      expect((await kv.get('kept'))?.data).toEqual({ value: 'from the beginning' });
      expect((await kv.get(`after ${role}`))?.data).toEqual({ value: 'written' });
    }
  });

  test('another deploy finds nothing to do', async () => {
    expect((await lab.deploy()).text).toContain('No changes.');
  });
});
