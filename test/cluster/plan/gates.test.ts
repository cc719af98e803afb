import { describe, expect, test } from 'vitest';
import { NO_NODE_FACTS, type NodeFacts, type NodeReport, type Observed } from '../../../src/cluster/model/index.js';
import { noteObservation } from '../../../src/cluster/plan/index.js';
import {
  decided,
  desired,
  NOW,
  node,
  plus,
  running,
  STANDBY,
  withMembership,
  withNode,
  withServers,
} from '../builders.js';

const OLD = ['a-1', 'b-1', 'c-1'];
const NEW = ['a-2', 'b-2', 'c-2'];
const OLD_IMAGE = { version: '1.19.0', release: { name: 'vault', version: '1.19.0' } } as const;
const WANTED = desired(NEW);
const KEY = `vault@1.21.1 ${NEW.join()}`;
const PROVEN: Partial<NodeFacts> = { writeProvenAt: NOW - 100 };

/** New nodes have joined held, are open and in sync for five seconds. */
function joined(facts: Partial<NodeFacts> = {}, report: Partial<NodeReport> = {}, hold = 60): Observed {
  const news = NEW.map((id) => node(id, { ...STANDBY, admitted: false, ...report }, { target: 'unhealthy' }));
  const seen = withServers(plus(running(OLD, OLD_IMAGE), ...news), (servers) => [
    ...servers,
    ...NEW.map((id) => ({ id, address: `${id}.test`, voter: false, healthy: true })),
  ]);
  const recent = {
    ...NO_NODE_FACTS,
    joinAskedAt: NOW - 6_000,
    memberSince: NOW - 6_000,
    inSyncSince: NOW - 5_000,
    ...facts,
  };
  const nodes = { ...seen.facts.nodes, ...Object.fromEntries(NEW.map((id) => [id, recent])) };
  return {
    ...withMembership(seen, { autopilot: { ...autopilotOf(seen), serverStabilizationTime: hold } }),
    facts: { ...seen.facts, nodes, snapshotFor: KEY, noReturnIntent: '1.21.1', hold: { leader: 'a-1', seconds: hold } },
  };
}

function autopilotOf(observed: Observed) {
  const autopilot = observed.cluster?.membership?.autopilot;
  if (autopilot === undefined) throw new Error('no membership');
  return autopilot;
}

describe('a new node is trusted (law 5)', () => {
  test('only after it has been in sync for the whole stabilization time', () => {
    expect(decided(WANTED, joined({ inSyncSince: NOW - 200 }))).toBe('wait for stabilization a-2 b-2 c-2');
    expect(decided(WANTED, joined({ inSyncSince: null }, { appliedIndex: 100 }))).toBe('wait for sync a-2 b-2 c-2');
  });

  test('only after a write through it', () => {
    expect(decided(WANTED, joined())).toBe('prove a-2, prove b-2, prove c-2');
  });

  test('and then takes traffic before it votes', () => {
    expect(decided(WANTED, joined(PROVEN))).toBe('admit a-2, admit b-2, admit c-2');
    const admitted = joined(PROVEN, { admitted: true });
    expect(decided(WANTED, admitted)).toBe('wait for healthy target a-2 b-2 c-2');
    const healthy = NEW.reduce((seen, id) => withNode(seen, id, { target: 'healthy' }), admitted);
    expect(decided({ ...WANTED, hook: true }, healthy)).toBe('run the hook');
    expect(decided(WANTED, healthy)).toBe('let joiners become voters');
  });

  test.each<readonly [string, Partial<NodeFacts>, Partial<NodeReport>]>([
    ['it answers 307', { gateFailure: 'it answers 307' }, {}],
    ['it runs another version', {}, { version: '1.20.0' }],
    ['it has another seal', {}, { sealType: 'awskms' }],
    ['it belongs to another cluster', {}, { clusterId: 'its-own' }],
    ['it lags for ever', { memberSince: NOW - 121_000, inSyncSince: null }, { appliedIndex: 100 }],
    [
      'it came nearer once and does no more',
      { memberSince: NOW - 500_000, nearest: { lag: 900, at: NOW - 121_000 }, inSyncSince: null },
      { appliedIndex: 100 },
    ],
  ])('never when %s: all new nodes leave again', (_, facts, report) => {
    expect(decided(WANTED, joined(facts, report))).toBe('roll back a-2 b-2 c-2');
  });
});

describe('a new node that has much to load', () => {
  const behind = (nearest: NodeFacts['nearest']) =>
    joined({ memberSince: NOW - 200_000, inSyncSince: null, nearest }, { appliedIndex: 100 }, 600);
  const nearestOf = (seen: Observed) => noteObservation(seen, NOW).nodes['a-2']?.nearest;

  test('has time for as long as it comes nearer to the leader', () => {
    expect(decided(WANTED, behind({ lag: 400, at: NOW - 60_000 }))).toBe('wait for sync a-2 b-2 c-2');
  });

  test('comes nearer only by a tenth of the way, so that one that lags for ever does not', () => {
    const before = { lag: 444, at: NOW - 60_000 };
    expect(nearestOf(behind(before))).toEqual(before);
    expect(nearestOf(behind({ ...before, lag: 445 }))).toEqual({ lag: 400, at: NOW });
    expect(nearestOf(behind(null))).toEqual({ lag: 400, at: NOW });
  });
});

describe('roll-back', () => {
  const rollback = { by: 'gate', reason: 'a-2: it answers 307', nodes: NEW } as const;
  const decidedBack = joined({ gateFailure: 'it answers 307' });
  const back: Observed = { ...decidedBack, facts: { ...decidedBack.facts, rollback } };

  test('takes the new nodes out one by one', () => {
    expect(decided(WANTED, back)).toBe('remove a-2');
  });

  test('ends held, so that Terraform keeps the old machines', () => {
    const out = withServers(back, (servers) => servers.filter(({ id }) => OLD.includes(id)));
    const settled = withMembership(out, { autopilot: WANTED.autopilot });
    expect(decided(WANTED, settled)).toBe('held QRT-ROLLED-BACK');
  });

  test('no longer binds once other machines are desired', () => {
    const third = desired(['a-3', 'b-3', 'c-3']);
    const machines = ['a-3', 'b-3', 'c-3'].map((id) => node(id, null));
    const facts = { ...back.facts, snapshotFor: 'vault@1.21.1 a-3,b-3,c-3' };
    expect(decided(third, plus({ ...back, facts }, ...machines))).toBe('remove a-2');
  });

  test('is impossible once a node of the new version has led: held, forward or restore', () => {
    const led = withMembership(joined({ gateFailure: 'it answers 307' }), { versionHistory: ['1.19.0', '1.21.1'] });
    expect(decided(WANTED, led)).toBe('held QRT-GATE-FAILED');
  });

  test('is possible as long as the version stays, whoever has led', () => {
    const same = joined({ gateFailure: 'it answers 307' });
    const nodes = same.nodes.map((each) =>
      each.report === null ? each : { ...each, report: { ...each.report, version: '1.21.1' } },
    );
    const seen = withMembership({ ...same, nodes }, { versionHistory: ['1.21.1'] });
    expect(decided(WANTED, seen)).toBe('roll back a-2 b-2 c-2');
  });

  test('is impossible when the old nodes alone are too few', () => {
    const lost = withNode(joined({ gateFailure: 'it answers 307' }), 'c-1', { machine: 'gone', report: null });
    expect(decided(WANTED, lost)).toBe('held QRT-GATE-FAILED');
  });
});

describe('the intent to let a new version lead', () => {
  test('is recorded before a node of it can vote', () => {
    const healthy = NEW.reduce(
      (seen, id) => withNode(seen, id, { target: 'healthy' }),
      joined(PROVEN, { admitted: true }),
    );
    expect(decided(WANTED, { ...healthy, facts: { ...healthy.facts, noReturnIntent: null } })).toBe(
      'record that 1.21.1 may lead',
    );
  });
});
