import { describe, expect, test } from 'vitest';
import { NO_NODE_FACTS, type Observed } from '../../../src/cluster/model/index.js';
import {
  decided,
  desired,
  EMPTY,
  NOW,
  node,
  plus,
  running,
  withMembership,
  withNode,
  withReport,
} from '../builders.js';

const OLD = ['a-1', 'b-1', 'c-1'];
const NEW = ['a-2', 'b-2', 'c-2'];

/** Machines of another version stand ready beside the cluster. */
function ready(from: string, to: string, name: 'vault' | 'openbao' = 'vault'): Observed {
  const news = NEW.map((id) => node(id, { ...EMPTY, release: { name, version: to }, version: to }));
  return plus(running(OLD, { version: from, release: { name, version: from } }), ...news);
}

describe('a move to another version (law 10)', () => {
  test('that is known to break is refused before anybody joins', () => {
    const wanted = desired(NEW, { engine: { name: 'openbao', version: '2.6.1' } });
    expect(decided(wanted, ready('2.5.5', '2.6.1', 'openbao'))).toBe('refused QRT-VERSION-PAIR');
  });

  test('that nobody has tried needs an explicit word', () => {
    const wanted = desired(NEW, { engine: { name: 'vault', version: '1.21.1' } });
    const seen = ready('1.15.0', '1.21.1');
    expect(decided(wanted, seen)).toBe('held QRT-VERSION-PAIR-UNKNOWN');
    const allowed = decided({ ...wanted, allowUnknownVersionPair: true }, seen);
    expect(allowed).toBe('take and verify the pre-upgrade snapshot');
  });

  test('below what has led this cluster is refused, with the restore as the way', () => {
    const wanted = desired(NEW, { engine: { name: 'vault', version: '1.19.0' } });
    expect(decided(wanted, ready('1.21.1', '1.19.0'))).toBe('refused QRT-DOWNGRADE');
  });

  test('back to the version that still leads is allowed: the new one has never led', () => {
    const wanted = desired(NEW, { engine: { name: 'vault', version: '1.19.0' } });
    expect(decided(wanted, ready('1.19.0', '1.19.0'))).toBe('take and verify the pre-upgrade snapshot');
  });
});

describe('a change', () => {
  test('is held while paused, but a converged cluster stays converged', () => {
    const paused = (seen: Observed): Observed => ({
      ...seen,
      paused: { by: 'ann@desk', since: '2026-01-01T00:00:00Z' },
    });
    expect(decided(desired(OLD), paused(running([...OLD, 'd-1', 'e-1'])))).toBe('held QRT-PAUSED');
    expect(decided(desired(OLD), paused(running(OLD)))).toBe('nothing');
  });

  test('is refused before anybody joins when the new engine lacks the plugin of a mount', () => {
    const missingPlugins = ['aws (cloud/)'];
    const seen = ready('1.19.0', '1.21.1');
    expect(decided(desired(NEW), { ...seen, missingPlugins })).toBe('refused QRT-PLUGIN-MISSING');
    expect(decided(desired(OLD), { ...running(OLD), missingPlugins })).toBe('nothing');
  });
});

describe('what does not fit together', () => {
  test('two nodes that lead are looked at again, then put before a person', () => {
    const two = withReport(running(OLD), 'b-1', { healthCode: 200 });
    expect(decided(desired(OLD), two)).toBe('wait for leader');
    const facts = { ...two.facts, waiting: { key: 'leader', since: NOW - 61_000 } };
    expect(decided(desired(OLD), { ...two, facts })).toBe('refused QRT-TWO-LEADERS');
  });

  test('keys of another cluster stop everything', () => {
    const seen: Observed = { ...running(OLD), custody: { state: 'archived', clusterId: 'another' } };
    expect(decided(desired(OLD), seen)).toBe('refused QRT-OTHER-CLUSTER');
  });

  test('a machine listed twice is refused', () => {
    expect(decided(desired(['a-1', 'a-1', 'c-1']), running(OLD))).toBe('refused QRT-NODE-TWICE');
  });
});

describe('without a leader', () => {
  const down: Observed = { ...running(OLD), cluster: null };

  test('membership is left alone', () => {
    const gone = withNode(down, 'b-1', { report: null, machine: 'gone' });
    expect(decided(desired(['a-1', 'c-1', 'd-1']), plus(gone, node('d-1', EMPTY)))).toBe('wait for leader');
  });

  test('a person is asked when none appears', () => {
    const facts = { ...down.facts, waiting: { key: 'leader', since: NOW - 61_000 } };
    expect(decided(desired(OLD), { ...down, facts })).toBe('held QRT-NO-LEADER');
  });

  test('a leader that answers nothing is started again, once, and not while nobody else answers', () => {
    const facts = { ...down.facts, waiting: { key: 'leader', since: NOW - 21_000 } };
    const hanging: Observed = { ...withReport(down, 'b-1', { healthCode: null, sealed: null }), facts };
    expect(decided(desired(OLD), hanging)).toBe('wake b-1');
    const woken = { ...facts, nodes: { 'b-1': { ...NO_NODE_FACTS, startAskedAt: NOW } } };
    expect(decided(desired(OLD), { ...hanging, facts: woken })).toBe('wait for leader');
    const slow = OLD.reduce((seen, id) => withReport(seen, id, { healthCode: null, sealed: null }), hanging);
    expect(decided(desired(OLD), slow)).toBe('wait for leader');
  });

  test('stopped engines are started', () => {
    expect(decided(desired(OLD), withReport(down, 'b-1', { process: 'stopped' }))).toBe('start b-1');
  });
});

describe('configuration that changed', () => {
  test('is delivered without a restart where none is needed', () => {
    expect(decided(desired(OLD), withNode(running(OLD), 'b-1', { configuration: 'outdated' }))).toBe('configure b-1');
  });

  const pending = OLD.reduce((seen, id) => withNode(seen, id, { configuration: 'restart' }), running(OLD));

  test('restarts one voter at a time, the leader last', () => {
    expect(decided(desired(OLD), pending)).toBe('restart b-1');
    const one = withNode(withNode(pending, 'b-1', { configuration: 'current' }), 'c-1', { configuration: 'current' });
    expect(decided(desired(OLD), one)).toBe('restart a-1');
  });

  test('waits until the one before is back in sync', () => {
    const behind = withReport(withNode(pending, 'b-1', { configuration: 'current' }), 'b-1', { appliedIndex: 10 });
    expect(decided(desired(OLD), behind)).toBe('wait for sync a-1 b-1');
  });

  test('waits before the leader until leadership has been quiet', () => {
    const last = withNode(running(OLD), 'a-1', { configuration: 'restart' });
    const young: Observed =
      last.cluster === null ? last : { ...last, cluster: { ...last.cluster, activeSince: NOW - 5_000 } };
    expect(decided(desired(OLD), young)).toBe('wait for leadership spacing b-1 c-1');
  });
});

test('a missing membership is not an empty one', () => {
  const seen = running(OLD);
  const blind = seen.cluster === null ? seen : { ...seen, cluster: { ...seen.cluster, membership: null } };
  expect(decided(desired(OLD), blind)).toBe('wait for leader a-1');
  expect(decided(desired(OLD), withMembership(seen, {}))).toBe('nothing');
});

test('a cluster that another environment took over is not converged any more, whatever is left of it', () => {
  const seen = running(OLD);
  const moved = { ...seen, facts: { ...seen.facts, movedTo: 'elsewhere' } };
  expect(decided(desired(OLD), moved)).toBe('refused QRT-MOVED');
});
