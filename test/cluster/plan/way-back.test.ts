import { describe, expect, test } from 'vitest';
import { capabilitiesOf } from '../../../src/cluster/capabilities/index.js';
import { NO_NODE_FACTS, type Observed, type RollbackFact } from '../../../src/cluster/model/index.js';
import { askRollback, decide, noteDecision, situationOf } from '../../../src/cluster/plan/index.js';
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
const WANTED = desired(NEW);
const VAULT = capabilitiesOf({ name: 'vault' });
const ASKED: RollbackFact = { by: 'operator', reason: 'ann@desk asked for it', nodes: NEW };

/** A rollout that stopped after its new nodes had joined. */
function halfWay(): Observed {
  const old = running(OLD, { version: '1.19.0', release: { name: 'vault', version: '1.19.0' } });
  const joined = plus(old, ...NEW.map((id) => node(id, { ...STANDBY, admitted: false })));
  return withServers(joined, (servers) => [
    ...servers,
    ...NEW.map((id) => ({ id, address: '', voter: false, healthy: true })),
  ]);
}

function led(observed: Observed): Observed {
  return withMembership(observed, { versionHistory: ['1.19.0', '1.21.1'] });
}

function asked(observed: Observed): Observed {
  return { ...observed, facts: { ...observed.facts, rollback: ASKED } };
}

function ask(observed: Observed, wanted = WANTED) {
  return askRollback(wanted, observed, VAULT, NOW, 'ann@desk');
}

describe('an operator who asks for the way back', () => {
  test('gets it while the old set is whole and nobody of the new version has led', () => {
    expect(ask(halfWay())).toEqual({ kind: 'possible', rollback: ASKED, backTo: OLD });
  });

  test('is told that no rollout is under way', () => {
    expect(ask(running(OLD), desired(OLD))).toMatchObject({
      kind: 'impossible',
      problem: { code: 'QRT-NO-WAY-BACK', message: expect.stringContaining('No rollout is under way') },
    });
  });

  test('is told that the new version has led, and what a restore is for', () => {
    expect(ask(led(halfWay()))).toMatchObject({
      kind: 'impossible',
      problem: {
        message: expect.stringContaining('1.21.1 has led'),
        cure: expect.stringContaining('quorate rollback prod --restore'),
      },
    });
  });

  test('is told that too few old nodes are left', () => {
    const lost = withNode(halfWay(), 'b-1', { machine: 'gone', report: null });
    expect(ask(lost)).toMatchObject({ problem: { message: expect.stringContaining('2 of the old nodes are left') } });
  });

  test('is told that the rollout has taken out old nodes already, even where enough are left', () => {
    const five = [...OLD, 'd-1', 'e-1'];
    const joined = plus(running(five), ...NEW.map((id) => node(id, STANDBY)));
    const taken = withServers(joined, (servers) => [
      ...servers.filter(({ id }) => id !== 'e-1'),
      ...NEW.map((id) => ({ id, address: '', voter: true, healthy: true })),
    ]);
    expect(ask(taken)).toMatchObject({
      kind: 'impossible',
      problem: { message: expect.stringContaining('e-1 of the old nodes has been taken out already') },
    });
    expect(ask(asked(taken))).toMatchObject({ kind: 'possible' });
  });

  test('cannot have it while nobody tells the membership', () => {
    expect(ask({ ...halfWay(), cluster: null })).toMatchObject({ problem: { code: 'QRT-NO-LEADER' } });
  });
});

describe('a roll-back that was asked for', () => {
  test('takes the new nodes out, however well they are', () => {
    expect(decided(WANTED, asked(halfWay()))).toBe('remove a-2');
  });

  test('is held when the way back is lost on the way: it never goes forward by itself', () => {
    expect(decided(WANTED, led(asked(halfWay())))).toBe('held QRT-NO-WAY-BACK');
  });

  test('is given up once that was said, so that the next deploy goes forward', () => {
    const lost = led(asked(halfWay()));
    const facts = noteDecision(situationOf(WANTED, lost, VAULT, NOW), decide(WANTED, lost, VAULT, NOW));
    expect(facts.rollback).toBeNull();
    expect(decided(WANTED, { ...lost, facts })).not.toMatch(/^held|remove/);
  });
});

describe('the hook', () => {
  const trusted = (): Observed => {
    const seen = halfWay();
    const proven = Object.fromEntries(
      NEW.map((id) => [id, { ...seen.facts.nodes['a-1'], writeProvenAt: NOW - 100, memberSince: NOW - 5_000 }]),
    );
    const nodes = { ...seen.facts.nodes, ...proven } as Observed['facts']['nodes'];
    const key = `vault@1.21.1 ${NEW.join()}`;
    const facts = { ...seen.facts, nodes, snapshotFor: key, noReturnIntent: '1.21.1' };
    return NEW.reduce<Observed>(
      (look, id) => withNode(look, id, { target: 'healthy', report: { ...STANDBY, admitted: true } }),
      {
        ...seen,
        facts,
      },
    );
  };
  const rollout = `vault@1.21.1 ${NEW.join()}`;
  const wanted = { ...WANTED, hook: true };

  test('runs once the new nodes are trusted, and nobody votes before it has ended', () => {
    expect(decided(wanted, trusted())).toBe('run the hook');
    expect(decided(wanted, { ...trusted(), hook: { state: 'running', rollout } })).toBe('wait for hook');
  });

  test('that said no takes the new nodes out again', () => {
    const seen = trusted();
    const facts = { ...seen.facts, hookFinding: 'it ended with 3' };
    expect(decided(wanted, { ...seen, facts })).toBe('roll back a-2 b-2 c-2');
  });

  test('that said no after the new version has led holds the rollout', () => {
    const seen = led(trusted());
    const facts = { ...seen.facts, hookFinding: 'it ended with 3' };
    expect(decided(wanted, { ...seen, facts })).toBe('held QRT-GATE-FAILED');
  });

  test('that said yes is not asked again', () => {
    const seen = trusted();
    expect(decided(wanted, { ...seen, facts: { ...seen.facts, hookDoneFor: rollout } })).not.toMatch(/hook/);
  });
});

describe('the old set', () => {
  const shrunk = withServers(running([...OLD, 'd-1']), (servers) => servers.filter(({ id }) => id !== 'd-1'));
  const away = { ...NO_NODE_FACTS, removeAskedAt: NOW - 9_000, absentSince: NOW - 9_000, absentSeenAt: NOW };
  const confirmed = { ...shrunk, facts: { ...shrunk.facts, nodes: { 'd-1': away } } };
  const remembered = (observed: Observed) =>
    noteDecision(situationOf(WANTED, observed, VAULT, NOW), decide(WANTED, observed, VAULT, NOW)).established;

  test('has lost those whom an unfinished scale-down took out for good', () => {
    expect(remembered(confirmed)).toEqual(OLD);
    expect(remembered(shrunk)).toEqual([...OLD, 'd-1']);
  });

  test('keeps those whom the rollout itself takes out', () => {
    const joined = withServers(confirmed, (servers) => [
      ...servers,
      { id: 'a-2', address: '', voter: true, healthy: true },
    ]);
    expect(remembered(joined)).toEqual([...OLD, 'd-1']);
  });
});
