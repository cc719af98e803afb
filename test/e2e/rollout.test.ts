import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gapOf, type RolloutReport, rolloutReportSchema, type Sample } from '../../src/drill/index.js';
import type { StatusReport } from '../../src/schema/index.js';
import { Lab, type Outcome } from './support/lab.js';
import { LabAccess } from './support/lab-access.js';
import { LeaderWatch } from './support/leader-watch.js';
import { startWriters, type Writer } from './support/writers.js';

const OLD = '1.19.0';
const NEW = '1.21.1';
const lab = Lab.create({ label: 'rollout', variables: { QUORATE_LAB_ENGINE: `vault@${OLD}` } });
const access = new LabAccess(lab);
let before: StatusReport;
let after: StatusReport;
let outcome: Outcome;
let leaders: readonly string[];
let writes: Readonly<Record<Writer, readonly Sample[]>>;
let report: RolloutReport;
let page: string;

beforeAll(async () => {
  await lab.deploy();
  before = await lab.status();
  const balancer = await access.balancer();
  await access.prepareMount(balancer);
  const watch = new LeaderWatch(access, balancer);
  const stopWriters = await startWriters(access, balancer);
  outcome = await lab.cdktf(['deploy', lab.environment, '--auto-approve'], {
    variables: { QUORATE_LAB_ENGINE: `vault@${NEW}` },
  });
  writes = await stopWriters();
  leaders = await watch.stop();
  if (outcome.exitCode !== 0) throw new Error(outcome.text);
  after = await lab.status();
  const folder = path.join(lab.store, 'reports');
  const [json] = readdirSync(folder).filter((name) => name.endsWith('.json'));
  if (json === undefined) throw new Error(`there is no report in ${folder}:\n${outcome.text}`);
  const text = readFileSync(path.join(folder, json), 'utf8');
  report = rolloutReportSchema.parse(JSON.parse(text));
  page = readFileSync(path.join(folder, json.replace('.json', '.html')), 'utf8');
}, 400_000);
afterAll(async () => {
  await access.close();
  await lab.remove();
});

describe('an upgrade by plain deploy', () => {
  test('leaves three new machines of the new version and nothing of the old ones', () => {
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
    expect(report.leaders).toHaveLength(2);
  });

  test('destroys old machines only after the convergence took them out of the configuration', () => {
    const lines = outcome.text.split('\n');
    const converged = lines.findIndex((line) => /quorate_cluster\.cluster\b.*: Modifications complete/.test(line));
    const destroyed = lines.flatMap((line, index) =>
      /quorate_machine\..*: Destroying\.\.\./.test(line) ? [index] : [],
    );
    expect(converged, outcome.text).toBeGreaterThan(0);
    expect(destroyed).toHaveLength(3);
    expect(Math.min(...destroyed)).toBeGreaterThan(converged);
    const last = report.membership.at(-1)?.nodes.filter(({ member }) => member !== 'outside');
    expect(last?.map(({ id }) => id).toSorted()).toEqual(after.nodes.map(({ id }) => id).toSorted());
  });
});

describe('clients that write meanwhile', () => {
  test.for(['go', 'hvac', 'none'] as const)('lose no acknowledged write: %s', (writer, { annotate }) => {
    const gap = gapOf(writes[writer], 50);
    annotate(`${writer}: ${JSON.stringify(gap)}, ${writes[writer].length} writes`);
    expect(writes[writer].filter(({ ok }) => ok).length).toBeGreaterThan(100);
    expect(writes[writer].filter(({ ok, proof }) => ok && proof !== 'kept')).toEqual([]);
  });

  test('see no failed request with the retries of the stock Go client on new connections', () => {
    expect(writes.go.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('the report', () => {
  test('tells versions, machines, gap, losses and tolerance, in the last line of the convergence too', () => {
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
    expect(page).toContain('write gap');
    expect(page).not.toMatch(/\b(src|href)=|url\(|<script|https?:/);
  });
});

test('a deploy of no change measures nothing and leaves no second report', async () => {
  await lab.deploy({ QUORATE_LAB_ENGINE: `vault@${NEW}` });
  expect(readdirSync(path.join(lab.store, 'reports'))).toHaveLength(2);
});
