import { describe, expect, test } from 'vitest';
import { NO_NODE_FACTS, type Observed } from '../../../src/cluster/model/index.js';
import { decided, desired, EMPTY, fresh, NOW, node, plus, running, withNode, withReport } from '../builders.js';

const IDS = ['a-1', 'b-1', 'c-1'];
const WANTED = desired(IDS);

/** Every node configured, none initialized. */
function configured(): Observed {
  return IDS.reduce((seen, id) => withNode(seen, id, { configuration: 'current' }), fresh(IDS));
}

/** Custody knows of an initialization of `a-1`. */
function asked(state: 'intent' | 'reply', init: 'none' | 'asked' | 'replied', initialized: boolean): Observed {
  const report = { init, initialized, hasData: initialized };
  return { ...withReport(configured(), 'a-1', report), custody: { state, node: 'a-1' } };
}

describe('founding a cluster', () => {
  test('every node is configured before one is initialized', () => {
    expect(decided(WANTED, fresh(IDS))).toBe('configure a-1, configure b-1, configure c-1');
  });

  test('exactly one node is initialized: the lowest slot', () => {
    expect(decided(WANTED, configured())).toBe('initialize a-1');
  });

  test('nothing is initialized while a node does not answer: it could be initialized already', () => {
    const silent = withNode(configured(), 'c-1', { report: null });
    expect(decided(WANTED, silent)).toBe('wait for agent c-1');
    const waiting = { key: 'agent c-1', since: NOW - 61_000 };
    expect(decided(WANTED, { ...silent, facts: { ...silent.facts, waiting } })).toBe('held QRT-NODE-UNREACHABLE');
  });

  test('a node that holds data nobody has keys for stops everything', () => {
    const used = withReport(configured(), 'b-1', { hasData: true, initialized: true, sealed: true });
    expect(decided(WANTED, used)).toBe('refused QRT-FOREIGN-DATA');
  });

  test('after a crash the node of the intent is asked, not the lowest one', () => {
    const intent: Observed = { ...configured(), custody: { state: 'intent', node: 'b-1' } };
    expect(decided(WANTED, intent)).toBe('initialize b-1');
  });

  test('a reply that waits on the node is fetched', () => {
    expect(decided(WANTED, asked('intent', 'replied', true))).toBe('initialize a-1');
  });

  test('a node that was asked and never initialized may be asked again', () => {
    expect(decided(WANTED, asked('intent', 'asked', false))).toBe('initialize a-1');
  });

  test('an initialized node whose reply was never kept is lost, and nothing is initialized again', () => {
    expect(decided(WANTED, asked('intent', 'asked', true))).toBe('refused QRT-INIT-LOST');
  });

  test('an intent whose machine is gone passes on only while nobody has joined it', () => {
    const gone = withNode(asked('intent', 'none', false), 'a-1', { machine: 'gone', report: null });
    const others = desired(['b-1', 'c-1', 'd-1']);
    const seen = plus(gone, node('d-1', EMPTY));
    expect(decided(others, seen)).toBe('initialize b-1');
    expect(decided(others, withReport(seen, 'c-1', { hasData: true, initialized: true }))).toMatch(/^refused QRT-/);
  });

  test('keys of this name and empty servers are never overwritten', () => {
    const keys: Observed = { ...configured(), custody: { state: 'archived', clusterId: 'an-older-one' } };
    expect(decided(WANTED, keys)).toBe('refused QRT-KEYS-WITHOUT-CLUSTER');
    expect(decided(WANTED, asked('reply', 'none', false))).toBe('refused QRT-KEYS-WITHOUT-CLUSTER');
  });

  test('the initialized node is opened, its keys confirmed, and the cluster secured while the others join', () => {
    const replied = withReport(asked('reply', 'replied', true), 'a-1', { shares: 1 });
    expect(decided(WANTED, replied)).toBe('open a-1');
    const led = leading(replied);
    expect(decided(WANTED, led)).toMatch(/^confirm the keys of cluster/);
    const confirmed: Observed = { ...led, custody: { state: 'confirmed', clusterId: 'the-cluster' } };
    expect(decided(WANTED, confirmed)).toBe('secure a-1, join b-1, join c-1');
  });

  test('a joiner is not restarted before its first log: that would brick it', () => {
    const joined = withReport(founded(), 'b-1', {
      ...EMPTY,
      initialized: true,
      hasData: true,
      shares: 0,
      healthCode: 503,
    });
    expect(decided(WANTED, joined)).toBe('wait for first log b-1');
    expect(decided(WANTED, withReport(joined, 'b-1', { shares: 1 }))).toBe('open b-1');
  });

  test('a joiner has time to load its first log, and more where the last snapshot took longer', () => {
    const loading = { ...EMPTY, initialized: true, hasData: true, shares: 0, healthCode: 503 };
    const joined = withReport(founded(), 'b-1', loading);
    const late = (since: number, snapshotTime: number | null): Observed => {
      const waiting = { key: 'first-log b-1', since };
      return withReport({ ...joined, facts: { ...joined.facts, waiting } }, 'a-1', { snapshotTime });
    };
    expect(decided(WANTED, late(NOW - 119_000, null))).toBe('wait for first log b-1');
    expect(decided(WANTED, late(NOW - 121_000, null))).toBe('held QRT-NODE-SEALED');
    expect(decided(WANTED, late(NOW - 121_000, 60_000))).toBe('wait for first log b-1');
    expect(decided(WANTED, late(NOW - 421_000, 60_000))).toBe('held QRT-NODE-SEALED');
  });

  test('a joiner that was restarted before its first log is wiped, then removed', () => {
    const joined = withReport(founded(), 'b-1', {
      ...EMPTY,
      initialized: true,
      hasData: true,
      shares: 0,
      restarted: true,
      healthCode: 503,
    });
    const facts = joined.facts.nodes['b-1'];
    if (facts === undefined) throw new Error('no facts of b-1');
    const nodes = { ...joined.facts.nodes, 'b-1': { ...facts, memberSince: NOW - 16_000 } };
    expect(decided(WANTED, { ...joined, facts: { ...joined.facts, nodes } })).toBe('wipe b-1 and remove it');
  });

  test('founders are in sync for a moment, not for the time of those who join data: there is none', () => {
    const since = (inSyncSince: number): Observed => {
      const seen = running(IDS, { admitted: false });
      const recent = { ...NO_NODE_FACTS, memberSince: NOW - 1_000, inSyncSince };
      const nodes = Object.fromEntries(IDS.map((id) => [id, recent]));
      return { ...seen, facts: { ...seen.facts, established: null, nodes } };
    };
    expect(decided(WANTED, since(NOW - 100))).toBe('wait for stabilization a-1 b-1 c-1');
    expect(decided(WANTED, since(NOW - 300))).toBe('prove a-1, prove b-1, prove c-1');
  });

  test.each([0, 2, 4, 6, 9])('%i nodes are refused', (count) => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].slice(0, count).map((slot) => `${slot}-1`);
    expect(decided(desired(ids), fresh(ids))).toBe('refused QRT-NODE-COUNT');
  });
});

/** The same look once `a-1` leads and nobody can read the membership yet. */
function leading(observed: Observed): Observed {
  const { cluster } = running(IDS);
  if (cluster === null) throw new Error('a running cluster has a leader');
  const open = withReport(observed, 'a-1', {
    listener: 'public',
    sealed: false,
    healthCode: 200,
    clusterId: 'the-cluster',
  });
  return { ...open, cluster: { ...cluster, membership: null } };
}

/** Three members of which `b-1` has no vote yet, in a plan that never converged. */
function founded(): Observed {
  const seen = running(IDS);
  const recent = Object.fromEntries(IDS.map((id) => [id, { ...NO_NODE_FACTS, memberSince: NOW - 1_000 }]));
  const { cluster } = seen;
  if (cluster === null || cluster.membership === null) throw new Error('a running cluster has a membership');
  const servers = cluster.membership.servers.map((server) => ({
    ...server,
    voter: server.id !== 'b-1',
    healthy: null,
  }));
  const facts = { ...seen.facts, established: null, nodes: recent };
  return { ...seen, facts, cluster: { ...cluster, membership: { ...cluster.membership, servers } } };
}
