import { describe, expect, test } from 'vitest';
import { NO_NODE_FACTS, type NodeFacts, type Observed } from '../../../src/cluster/model/index.js';
import { mayStop, noteAfterStep, noteBeforeStep, noteObservation } from '../../../src/cluster/plan/index.js';
import { fresh, NOW, node, plus, running, withServers } from '../builders.js';

const IDS = ['a-1', 'b-1', 'c-1'];
const CONFIRMATION = 400;

function verdict(observed: Observed, id = 'd-1'): string {
  const found = mayStop(id, observed, CONFIRMATION);
  return found.may ? 'may' : found.problem.code;
}

function removed(change: Partial<NodeFacts>): Observed {
  const seen = plus(running(IDS), node('d-1'));
  return { ...seen, facts: { ...seen.facts, nodes: { ...seen.facts.nodes, 'd-1': { ...NO_NODE_FACTS, ...change } } } };
}

describe('a machine is stopped for good', () => {
  test('never while it is a member', () => {
    expect(verdict(running([...IDS, 'd-1']))).toBe('QRT-STILL-MEMBER');
  });

  test('only after two looks, far enough apart, at the active node’s configuration', () => {
    expect(verdict(removed({ absentSince: NOW, absentSeenAt: NOW }))).toBe('QRT-REMOVAL-UNCONFIRMED');
    expect(verdict(removed({ absentSince: NOW - 399, absentSeenAt: NOW }))).toBe('QRT-REMOVAL-UNCONFIRMED');
    expect(verdict(removed({ absentSince: NOW - 400, absentSeenAt: NOW }))).toBe('may');
  });

  test('never while nobody can tell the membership', () => {
    expect(verdict({ ...removed({ absentSince: 0, absentSeenAt: NOW }), cluster: null })).toBe(
      'QRT-MEMBERSHIP-UNREADABLE',
    );
  });

  test('freely before there is a cluster, after it was dissolved, and when it is gone anyway', () => {
    expect(verdict(fresh(['d-1']))).toBe('may');
    const seen = running([...IDS, 'd-1']);
    expect(verdict({ ...seen, facts: { ...seen.facts, dissolved: true } })).toBe('may');
    expect(verdict(plus(running(IDS), node('d-1', null, { machine: 'gone' })))).toBe('may');
  });
});

describe('the two looks', () => {
  const present = running([...IDS, 'd-1']);
  const absent = withServers(present, (servers) => servers.filter(({ id }) => id !== 'd-1'));

  test('begin anew when the node is seen again: autopilot brought it back', () => {
    const once = noteObservation(absent, NOW);
    const back = noteObservation({ ...present, facts: once }, NOW + 300);
    const twice = noteObservation({ ...absent, facts: back }, NOW + 600);
    expect(verdict({ ...absent, facts: twice })).toBe('QRT-REMOVAL-UNCONFIRMED');
    const later = noteObservation({ ...absent, facts: twice }, NOW + 1_000);
    expect(verdict({ ...absent, facts: later })).toBe('may');
  });

  test('begin after the removal and after a join, not before', () => {
    const long = noteObservation({ ...absent, facts: noteObservation(absent, NOW) }, NOW + 1_000);
    const asked = noteBeforeStep(long, { type: 'join', node: 'd-1', leader: 'a-1', nonVoter: false }, NOW + 1_100);
    expect(verdict({ ...absent, facts: asked })).toBe('QRT-REMOVAL-UNCONFIRMED');
    const again = noteBeforeStep(long, { type: 'remove', node: 'd-1' }, NOW + 1_100);
    expect(verdict({ ...absent, facts: again })).toBe('QRT-REMOVAL-UNCONFIRMED');
  });

  test('do not count while two nodes say that they lead', () => {
    const nodes = absent.nodes.map((each) =>
      each.id === 'b-1' && each.report !== null ? { ...each, report: { ...each.report, healthCode: 200 } } : each,
    );
    expect(noteObservation({ ...absent, nodes }, NOW)).toBe(absent.facts);
  });
});

describe('what steps leave in the memory', () => {
  test('a wiped node has proven nothing any more', () => {
    const proven = noteAfterStep(running(IDS).facts, { type: 'prove', node: 'b-1' }, { ok: true }, NOW);
    expect(proven.nodes['b-1']?.writeProvenAt).toBe(NOW);
    const wiped = noteBeforeStep(proven, { type: 'reset', node: 'b-1', member: false }, NOW + 1);
    expect(wiped.nodes['b-1']?.writeProvenAt).toBeNull();
  });

  test('a finding is final, a failure is not', () => {
    const { facts } = running(IDS);
    const step = { type: 'prove', node: 'b-1' } as const;
    expect(noteAfterStep(facts, step, { ok: false, finding: null }, NOW)).toBe(facts);
    const turned = noteAfterStep(facts, step, { ok: false, finding: 'it answers 307' }, NOW);
    expect(turned.nodes['b-1']?.gateFailure).toBe('it answers 307');
  });

  test('a move of leadership is remembered before it is asked for: its reply can be lost', () => {
    expect(noteBeforeStep(running(IDS).facts, { type: 'step-down', node: 'a-1' }, NOW).lastLeadershipMoveAt).toBe(NOW);
  });
});
