import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ClusterAccess, type ClusterSpec, FactsStore, NO_FACTS, type Step } from '../../../src/cluster/index.js';
import { openEnvironment, operate } from '../../../src/environment/index.js';
import { measured } from '../../../src/environment/measurement/measured.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'measured-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const member = (id: string) => ({ machine_id: id, slot: 'a', zone: 'z', address: '127.64.206.9', image: 'sha256:0' });
const settings = { performance_multiplier: 1, ui: false, measure: true };
const specWith = (id: string) =>
  ({
    name: 'vault',
    engine: { name: 'vault', version: '1.21.1' },
    balancer_address: '127.64.206.8',
    settings,
    members: { a: member(id) },
  }) as unknown as ClusterSpec;

/** An access whose every use is counted: a platform without machines, and logins that nobody answers. */
function accessCounting(uses: string[]): ClusterAccess {
  return {
    platform: {
      machines: async () => {
        uses.push('machines');
        return [];
      },
    },
  } as unknown as ClusterAccess;
}

const JOIN: Step = { type: 'join', node: 'a-new', leader: 'a-old', nonVoter: false };

async function deploy(id: string, convergence: (follow: (step: Step) => void, abort: () => void) => Promise<void>) {
  const environment = openEnvironment(folder, 'lab');
  await new FactsStore(environment.store).write({ ...NO_FACTS, established: ['a-old'] });
  const abort = new AbortController();
  const uses: string[] = [];
  const lines: string[] = [];
  const progress = (line: string) => lines.push(line);
  const outcome = await operate(environment, 'deploy', abort.signal, (operation) =>
    measured({ environment, access: accessCounting(uses), spec: specWith(id), operation, progress }, (follow) =>
      convergence(follow, () => abort.abort(new Error('given up'))),
    ),
  ).then(
    () => 'done',
    (error: Error) => error.message,
  );
  return { outcome, uses, lines, reports: await environment.store.list('reports/') };
}

test('a deploy of no change looks at nothing and leaves no report', async () => {
  expect(await deploy('a-old', async (follow) => follow(JOIN))).toEqual({
    outcome: 'done',
    uses: [],
    lines: [],
    reports: [],
  });
});

test('a change that took no step is not measured', async () => {
  expect(await deploy('a-new', async () => undefined)).toMatchObject({ uses: [], reports: [] });
});

test('a measurement that cannot begin fails nothing: the report says why', async () => {
  const { outcome, lines, reports } = await deploy('a-new', async (follow) => follow(JOIN));
  expect(outcome).toBe('done');
  expect(reports.map((key) => path.extname(key))).toEqual(['.html', '.json']);
  expect(lines[0]).toMatch(/^renewed vault 1\.21\.1: 1 machine replaced, write gap not measured/);
});

test('a failed convergence fails with its own error and is reported too', async () => {
  const { outcome, reports } = await deploy('a-new', async (follow) => {
    follow(JOIN);
    throw new Error('no leader');
  });
  expect([outcome, reports.length]).toEqual(['no leader', 2]);
});

test('an abort is passed on at once and nothing is reported', async () => {
  let aborted = 0;
  const { outcome, reports } = await deploy('a-new', async (follow, abort) => {
    follow(JOIN);
    aborted = performance.now();
    abort();
    throw new Error('given up');
  });
  expect([outcome, reports]).toEqual(['given up', []]);
  expect(performance.now() - aborted).toBeLessThan(1_000);
});
