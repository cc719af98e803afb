import { describe, expect, test } from 'vitest';
import type { Paint } from '../../../src/cli/render/paint.js';
import { renderStatus } from '../../../src/cli/render/status.js';
import { exitOf } from '../../../src/cli/status.js';
import type { StatusReport } from '../../../src/schema/index.js';

const NODE: StatusReport['nodes'][number] = {
  id: 'a-00000001',
  slot: 'a',
  zone: 'zone-1',
  address: '127.64.0.1',
  version: '1.21.1',
  image: null,
  state: 'active',
  voter: true,
  applied_index: 9,
  lag: 0,
};

const REPORT: StatusReport = {
  environment: 'lab',
  cluster_id: 'the-cluster',
  engine: { name: 'vault', version: '1.21.1' },
  healthy: true,
  leader: NODE.id,
  voters: 3,
  quorum: 2,
  failure_tolerance: 1,
  seal: { type: 'transit' },
  load_balancer: { address: '127.96.0.1', failing_open: false, targets: [{ id: NODE.id, state: 'healthy' }] },
  nodes: [NODE, { ...NODE, id: 'b-00000002', state: 'down', version: null, lag: null }],
  paused: null,
  problems: [],
};

const tagged: Paint = (colour, text) => `<${colour}>${text}</>`;

describe('status on a terminal', () => {
  test('begins with health, leader and tolerance, and shows a line a node', () => {
    expect(renderStatus(REPORT).split('\n')).toEqual([
      'lab: healthy, vault 1.21.1, seal transit, cluster the-cluster',
      'leader a-00000001; 3 voters, quorum 2, tolerance 1',
      '',
      'NODE        STATE   VOTE   VERSION  ADDRESS     ZONE    LOG',
      'a-00000001  active  voter  1.21.1   127.64.0.1  zone-1  0 behind',
      'b-00000002  down    voter  -        127.64.0.1  zone-1  -',
      '',
      'load balancer https://127.96.0.1:8200: a-00000001 healthy',
    ]);
  });

  test('colours say how a node is doing and do not move the columns', () => {
    const lines = renderStatus(REPORT, tagged).split('\n');
    expect(lines[4]).toBe('a-00000001  <green>active</>  voter  1.21.1   127.64.0.1  zone-1  0 behind');
    expect(lines[5]).toBe('b-00000002  <red>down</>    voter  -        127.64.0.1  zone-1  -');
  });

  test('every problem has its cure below it', () => {
    const problems = [{ code: 'QRT-DOWN', message: 'b is down', fix: 'Deploy.' }];
    const text = renderStatus({ ...REPORT, healthy: false, problems });
    expect(text).toContain('lab: not healthy');
    expect(text).toContain('\nQRT-DOWN b is down\n  Deploy.');
  });

  test('a balancer that fails open is shouted about', () => {
    const load_balancer = { address: '127.96.0.1', failing_open: true, targets: [] };
    expect(renderStatus({ ...REPORT, load_balancer })).toContain('https://127.96.0.1:8200 FAILING OPEN: no targets');
  });

  test('what is not there is said in words', () => {
    const text = renderStatus({ ...REPORT, cluster_id: null, leader: null, seal: null, engine: null, nodes: [] });
    expect(text).toContain('no engine, seal none, cluster not initialized\nleader none');
  });
});

describe('exit code of status', () => {
  const unknown = { ...NODE, state: 'unknown' } as const;

  test('is 0 when healthy and 1 when something is wrong', () => {
    expect(exitOf(REPORT)).toBe(0);
    expect(exitOf({ ...REPORT, healthy: false })).toBe(1);
    expect(exitOf({ ...REPORT, healthy: false, nodes: [] })).toBe(1);
  });

  test('is 2 when no node could be asked: unknown is not unhealthy', () => {
    expect(exitOf({ ...REPORT, healthy: false, nodes: [unknown, unknown] })).toBe(2);
    expect(exitOf({ ...REPORT, healthy: false, nodes: [unknown, NODE] })).toBe(1);
  });
});
