import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StatusReport } from '../../src/schema/index.js';
import { EVERYTHING } from './support/everything.js';
import { Lab, type Outcome } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { remainsOf } from './support/machines.js';
import { fewestLive, type Sighting, VoterWatch } from './support/voter-watch.js';

const SEVEN = [
  { from: 3, to: 7, all: 'abcdefg', tolerance: 3, least: 3 },
  { from: 7, to: 3, all: 'abc', tolerance: 1, least: 3 },
];

const lab = Lab.create({ label: 'scale', variables: { QUORATE_LAB_NODES: '1' } });
const access = new LabAccess(lab);
let balancer: string;
let before: StatusReport;
let after: StatusReport;

beforeAll(async () => {
  await lab.deploy();
  after = await lab.status();
  balancer = await access.balancer();
  await access.prepareMount(balancer);
  await (await access.admin(balancer)).kv2(MOUNT).put('kept', { value: 'from the beginning' });
});
afterAll(async () => {
  await access.close();
  await lab.remove();
});

const slots = ({ nodes }: StatusReport) => nodes.map(({ slot }) => slot).join('');

test('one node on raft is healthy and tolerates no loss', () => {
  expect(after).toMatchObject({ healthy: true, voters: 1, quorum: 1, failure_tolerance: 0 });
  expect(slots(after)).toBe('a');
});

describe.each([
  { from: 1, to: 3, all: 'abc', tolerance: 1, least: 1 },
  { from: 3, to: 5, all: 'abcde', tolerance: 2, least: 3 },
  { from: 5, to: 3, all: 'abc', tolerance: 1, least: 3 },
  ...(EVERYTHING ? SEVEN : []),
])('$from nodes become $to', ({ from, to, all, tolerance, least }) => {
  let sightings: readonly Sighting[];
  let deployed: Outcome;

  beforeAll(async () => {
    before = after;
    const watch = new VoterWatch(access);
    deployed = await lab.deploy({ QUORATE_LAB_NODES: String(to) });
    sightings = await watch.stop();
    after = await lab.status();
  });

  test('the cluster is the same, healthy, and has the voters that were asked for', () => {
    expect(after).toMatchObject({
      healthy: true,
      cluster_id: before.cluster_id,
      voters: to,
      failure_tolerance: tolerance,
    });
    expect(slots(after)).toBe(all);
    expect(after.load_balancer?.targets.map(({ id }) => id).toSorted()).toEqual(after.nodes.map(({ id }) => id));
  });

  test('the machines of the lower slots stay the ones they were', () => {
    const kept = before.nodes.slice(0, Math.min(from, to)).map(({ id }) => id);
    expect(after.nodes.slice(0, kept.length).map(({ id }) => id)).toEqual(kept);
    expect(deployed.text).not.toContain('must be replaced');
  });

  test(`at no time were there fewer than ${least} live voters`, () => {
    expect(sightings.length).toBeGreaterThan(5);
    expect(fewestLive(sightings)).toBeGreaterThanOrEqual(least);
  });

  test('machines of dropped slots leave no vote, no folder and no process', async () => {
    const gone = before.nodes.filter(({ id }) => !after.nodes.some((node) => node.id === id));
    expect(gone).toHaveLength(Math.max(0, from - to));
    for (const { id } of gone) {
      expect(existsSync(access.machine(id))).toBe(false);
      expect(await remainsOf(access, id)).toEqual([]);
    }
    const servers = await (await access.admin(balancer)).raft.configuration();
    expect(servers.map(({ node_id }) => node_id).toSorted()).toEqual(after.nodes.map(({ id }) => id));
  });

  test('what was written is read from every node', async () => {
    for (const { address } of after.nodes) {
      expect((await (await access.admin(address)).kv2(MOUNT).get('kept'))?.data).toEqual({
        value: 'from the beginning',
      });
    }
  });
});

test('a deploy of the same size finds nothing to do', async () => {
  expect((await lab.deploy({ QUORATE_LAB_NODES: '3' })).text).toContain('No changes.');
});
