import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gapOf } from '../../src/drill/index.js';
import { Lab } from './support/lab.js';
import { LabAccess } from './support/lab-access.js';
import { LeaderWatch } from './support/leader-watch.js';
import { expectDestroyedLast, type Rollout, rollOut } from './support/rollout.js';

const OLD = '1.19.0';
const NEW = '1.21.1';
const lab = Lab.create({ label: 'rollout', variables: { QUORATE_LAB_ENGINE: `vault@${OLD}` } });
const access = new LabAccess(lab);
let rollout: Rollout;
let leaders: readonly string[];

beforeAll(async () => {
  await lab.deploy();
  const watch = new LeaderWatch(access, await access.balancer());
  rollout = await rollOut(lab, access, { QUORATE_LAB_ENGINE: `vault@${NEW}` });
  leaders = await watch.stop();
}, 400_000);
afterAll(async () => {
  await access.close();
  await lab.remove();
});

describe('an upgrade by plain deploy', () => {
  test('leaves three new machines of the new version and nothing of the old ones', () => {
    const { before, after } = rollout;
    expect(after).toMatchObject({ healthy: true, voters: 3, failure_tolerance: 1, cluster_id: before.cluster_id });
    expect(after.nodes.map(({ slot, version }) => [slot, version])).toEqual([
      ['a', NEW],
      ['b', NEW],
      ['c', NEW],
    ]);
    const old = before.nodes.map(({ id }) => id);
    expect(after.nodes.filter(({ id }) => old.includes(id))).toEqual([]);
    expect(readdirSync(path.join(lab.store, 'machines')).filter((id) => old.includes(id))).toEqual([]);
  });

  test('moves leadership once', () => {
    expect(leaders).toHaveLength(2);
    expect(rollout.report.leaders).toHaveLength(2);
  });

  test('never leaves fewer than three live voters', () => {
    expect(rollout.sightings.filter(({ live }) => live.length < 3)).toEqual([]);
  });

  test('destroys old machines only after the convergence took them out of the configuration', () => {
    const { after, report } = rollout;
    expectDestroyedLast(rollout);
    const last = report.membership.at(-1)?.nodes.filter(({ member }) => member !== 'outside');
    expect(last?.map(({ id }) => id).toSorted()).toEqual(after.nodes.map(({ id }) => id).toSorted());
  });
});

describe('clients that write meanwhile', () => {
  test.for(['go', 'hvac', 'none'] as const)('lose no acknowledged write: %s', (writer, { annotate }) => {
    const writes = rollout.writes[writer];
    annotate(`${writer}: ${JSON.stringify(gapOf(writes))}, ${writes.length} writes`);
    expect(writes.filter(({ ok }) => ok).length).toBeGreaterThan(100);
    expect(writes.filter(({ ok, proof }) => ok && proof !== 'kept')).toEqual([]);
  });

  test('see no failed request with the retries of the stock Go client on new connections', () => {
    expect(rollout.writes.go.filter(({ ok }) => !ok)).toEqual([]);
  });

  test('read through the stock command line client without a failure', () => {
    expect(rollout.reads.failures).toEqual([]);
    expect(rollout.reads.read.length).toBeGreaterThan(5);
  });
});

describe('the report', () => {
  test('tells versions, machines, gap, losses and tolerance, in the last line of the convergence too', () => {
    const { report, outcome } = rollout;
    expect(report).toMatchObject({
      kind: 'upgrade',
      failure: null,
      replaced: 3,
      before: { version: OLD },
      after: { version: NEW },
      canary: { problem: null, lost: 0 },
    });
    expect(report.lowest_tolerance).toBeGreaterThanOrEqual(1);
    // The engine's own sleep in a hand-over is half a second: less would mean that nothing was measured.
    expect(report.canary?.gap?.ms).toBeGreaterThan(300);
    expect(outcome.text).toMatch(
      /upgraded vault 1\.19\.0 → 1\.21\.1: 3 machines replaced, write gap \d+\.\d\d s, 0 ackn/,
    );
  });

  test('is a page that needs nothing but itself', () => {
    const { page } = rollout;
    expect(page).toContain('write gap');
    expect(page).not.toMatch(/\b(src|href)=|url\(|<script|https?:/);
  });
});

test('a deploy of no change measures nothing and leaves no second report', async () => {
  await lab.deploy({ QUORATE_LAB_ENGINE: `vault@${NEW}` });
  expect(readdirSync(path.join(lab.store, 'reports'))).toHaveLength(2);
});
