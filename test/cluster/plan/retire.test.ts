import { describe, expect, test } from 'vitest';
import { NO_NODE_FACTS, type NodeFacts, type Observed } from '../../../src/cluster/model/index.js';
import {
  decided,
  desired,
  NOW,
  node,
  plus,
  running,
  withMembership,
  withNode,
  withReport,
  withServers,
} from '../builders.js';

const FIVE = ['a-1', 'b-1', 'c-1', 'd-1', 'e-1'];
const THREE = desired(['a-1', 'b-1', 'c-1']);
const DRAINED = { target: 'drained' } as const;

function withFacts(observed: Observed, id: string, change: Partial<NodeFacts>): Observed {
  const before = observed.facts.nodes[id] ?? NO_NODE_FACTS;
  return {
    ...observed,
    facts: { ...observed.facts, nodes: { ...observed.facts.nodes, [id]: { ...before, ...change } } },
  };
}

function withdrawn(ids: readonly string[], observed: Observed): Observed {
  return ids.reduce(
    (seen, id) =>
      withNode(withFacts(withReport(seen, id, { admitted: false }), id, { withdrawnAt: NOW - 500 }), id, DRAINED),
    observed,
  );
}

describe('scaling down', () => {
  test('drops the nodes that are no longer desired, out of the balancer first', () => {
    expect(decided(THREE, running(FIVE))).toBe('withdraw d-1, withdraw e-1');
  });

  test('lets connections end by themselves, but not for ever', () => {
    const draining = withNode(withdrawn(['d-1', 'e-1'], running(FIVE)), 'd-1', { target: 'draining' });
    expect(decided(THREE, draining)).toBe('wait for drained d-1');
    expect(decided(THREE, withFacts(draining, 'd-1', { withdrawnAt: NOW - 31_000 }))).toBe('remove d-1');
  });

  test('removes one at a time, and reads each removal back twice before the next', () => {
    const one = withServers(withdrawn(['d-1', 'e-1'], running(FIVE)), (servers) =>
      servers.filter(({ id }) => id !== 'd-1'),
    );
    const asked = withFacts(one, 'd-1', { removeAskedAt: NOW - 100, absentSince: NOW - 50, absentSeenAt: NOW });
    expect(decided(THREE, asked)).toBe('wait for removal confirmed d-1');
    expect(decided(THREE, withFacts(asked, 'd-1', { absentSince: NOW - 400 }))).toBe('remove e-1');
  });

  test('keeps the leader that was for as long as clients that were sent on to it repeat their requests', () => {
    const seen = withdrawn(['d-1', 'e-1'], running(FIVE));
    const moved = (ago: number) => ({ ...seen, facts: { ...seen.facts, lastLeadershipMoveAt: NOW - ago } });
    expect(decided(THREE, moved(4_900))).toBe('wait for leadership spacing d-1');
    expect(decided(THREE, moved(5_000))).toBe('remove d-1');
    const misjudged = withServers(moved(4_900), (servers) =>
      servers.map((server) => (server.id === 'd-1' ? { ...server, healthy: false } : server)),
    );
    expect(decided(THREE, misjudged)).toBe('wait for leadership spacing d-1');
    const sealed = withReport(misjudged, 'd-1', { sealed: true, healthCode: 503 });
    expect(decided(THREE, sealed)).toBe('remove d-1');
  });

  test('removes again what autopilot brought back', () => {
    const back = withFacts(withdrawn(['d-1', 'e-1'], running(FIVE)), 'd-1', { removeAskedAt: NOW - 500 });
    expect(decided(THREE, back)).toBe('remove d-1');
  });

  test('never goes below three voters once there were three', () => {
    expect(decided(desired(['a-1']), running(['a-1', 'b-1', 'c-1']))).toBe('refused QRT-SCALE-DOWN');
  });

  test('waits until every wanted node is a live voter (law 3)', () => {
    const down = withNode(running(FIVE), 'b-1', { report: null, machine: 'unknown' });
    expect(decided(THREE, down)).toBe('wait for live b-1');
    const waiting = { key: 'live b-1', since: NOW - 61_000 };
    expect(decided(THREE, { ...down, facts: { ...down.facts, waiting } })).toBe('held QRT-NODE-DOWN');
  });
});

describe('the leader', () => {
  const leaving = desired(['b-1', 'c-1', 'd-1']);
  const all = ['a-1', 'b-1', 'c-1', 'd-1'];

  test('leaves last, after one leadership move', () => {
    expect(decided(leaving, withdrawn(['a-1'], running(all)))).toBe('step down a-1');
  });

  test('is not asked while another old voter could take over (law 6)', () => {
    expect(decided(desired(['c-1', 'd-1', 'e-1']), withdrawn(['a-1', 'b-1'], running(FIVE)))).toBe('remove b-1');
  });

  test('is not asked twice in ten seconds: the node that stepped down sleeps', () => {
    const asked = withdrawn(['a-1'], running(all));
    const young =
      asked.cluster === null ? asked : { ...asked, cluster: { ...asked.cluster, activeSince: NOW - 9_000 } };
    expect(decided(leaving, young)).toBe('wait for leadership spacing a-1');
    const facts = { ...asked.facts, lastLeadershipMoveAt: NOW - 400 };
    expect(decided(leaving, { ...asked, facts })).toBe('wait for new leader a-1');
  });

  test('of OpenBao steps down only after every old vote is taken, its own included', () => {
    const engine = { name: 'openbao', version: '2.5.5' } as const;
    const report = { release: engine, version: '2.5.5' };
    const wanted = desired(['c-1', 'd-1', 'e-1'], { engine });
    const seen = withdrawn(['a-1', 'b-1'], running(FIVE, report));
    expect(decided(wanted, seen)).toBe('demote b-1');
    const demoted = withServers(seen, (servers) => servers.map((each) => ({ ...each, voter: each.id !== 'b-1' })));
    expect(decided(wanted, demoted)).toBe('demote a-1');
    expect(decided(wanted, withFacts(demoted, 'a-1', { demoteAskedAt: NOW - 100 }))).toBe('step down a-1');
  });
});

describe('a dead member', () => {
  const replaced = plus(running(['a-1', 'b-1', 'c-1', 'b-2']));
  const wanted = desired(['a-1', 'b-2', 'c-1']);

  test.each(['gone', 'stopped'] as const)('is removed when its machine is %s', (machine) => {
    expect(decided(wanted, withNode(replaced, 'b-1', { report: null, machine }))).toBe('remove b-1');
  });

  test.each(['running', 'unknown'] as const)(
    'is not removed while its machine is %s: unknown is not down',
    (machine) => {
      const silent = withNode(replaced, 'b-1', { report: null, machine });
      expect(decided(wanted, silent)).toBe('wait for agent b-1');
      const waiting = { key: 'agent b-1', since: NOW - 61_000 };
      expect(decided(wanted, { ...silent, facts: { ...silent.facts, waiting } })).toBe('held QRT-NODE-UNKNOWN');
    },
  );

  test('is removed when the operator says by name that it is lost', () => {
    const silent = withNode(replaced, 'b-1', { report: null, machine: 'unknown' });
    expect(decided(wanted, { ...silent, facts: { ...silent.facts, declaredLost: ['b-1'] } })).toBe('remove b-1');
  });

  test('is not removed before its replacement votes', () => {
    const seen = withServers(replaced, (servers) => servers.map((each) => ({ ...each, voter: each.id !== 'b-2' })));
    const dead = withNode(seen, 'b-1', { report: null, machine: 'gone' });
    expect(decided(wanted, dead)).not.toContain('remove');
  });
});

describe('a machine that no state knows', () => {
  const orphaned = plus(running(['a-1', 'b-1', 'c-1']), node('b-0', null, { known: false }));

  test('is stopped once it is surely no member', () => {
    const once = withFacts(orphaned, 'b-0', { absentSince: NOW - 100, absentSeenAt: NOW });
    expect(decided(THREE, once)).toBe('wait for removal confirmed b-0');
    expect(decided(THREE, withFacts(once, 'b-0', { absentSince: NOW - 400 }))).toBe('sweep b-0');
  });

  test('leaves the configuration first when it is a member', () => {
    const member = withNode(running(['a-1', 'b-1', 'c-1', 'b-0']), 'b-0', { known: false });
    expect(decided(THREE, member)).toBe('withdraw b-0');
  });
});

test('a cluster at rest has nothing to do (law 11)', () => {
  expect(decided(THREE, running(['a-1', 'b-1', 'c-1']))).toBe('nothing');
});

test('production settings return at the end', () => {
  const seen = running(['a-1', 'b-1', 'c-1']);
  const released = withMembership(seen, { autopilot: { ...THREE.autopilot, serverStabilizationTime: 1 } });
  expect(decided(THREE, released)).toBe('set production autopilot settings');
});
