import { describe, expect, test } from 'vitest';
import type { Observed } from '../../../src/cluster/model/index.js';
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
const SCALED = desired([...OLD, 'd-1', 'e-1']);

function scaled(): Observed {
  return plus(running(OLD), node('d-1', EMPTY), node('e-1', EMPTY));
}

function held(observed: Observed, seconds = 899): Observed {
  const { autopilot } = observed.cluster?.membership ?? {};
  if (autopilot === undefined) throw new Error('no membership');
  const set = withMembership(observed, { autopilot: { ...autopilot, serverStabilizationTime: seconds } });
  return { ...set, facts: { ...set.facts, hold: { leader: 'a-1', seconds } } };
}

describe('joining', () => {
  test('begins with configuration', () => {
    expect(decided(SCALED, withNode(scaled(), 'd-1', { configuration: 'none' }))).toBe('configure d-1');
  });

  test('is braked on Vault Community before anybody joins, for no longer than the leader is old', () => {
    expect(decided(SCALED, scaled())).toBe('hold joiners back for up to 899 s');
  });

  test('goes on under the brake, all at once', () => {
    expect(decided(SCALED, held(scaled()))).toBe('join d-1, join e-1');
  });

  test('brakes again when another node leads: the hold was lost with the leader', () => {
    const moved = held(scaled());
    const facts = { ...moved.facts, hold: { leader: 'b-1', seconds: 899 } };
    expect(decided(SCALED, { ...moved, facts })).toBe('hold joiners back for up to 899 s');
  });

  test('does not trust a brake that is longer than its leader is old', () => {
    expect(decided(SCALED, held(scaled(), 1200))).toBe('hold joiners back for up to 899 s');
  });

  test('uses durable non-voters where the engine has them, one after the other: of two at once one gets lost', () => {
    const engine = { name: 'openbao', version: '2.5.5' } as const;
    const report = { ...EMPTY, release: engine, version: engine.version };
    const seen = plus(running(OLD, { release: engine, version: '2.5.5' }), node('d-1', report), node('e-1', report));
    const wanted = desired([...OLD, 'd-1', 'e-1'], { engine });
    expect(decided(wanted, seen)).toBe('let joiners become voters');
    expect(decided(wanted, held(seen, 1))).toBe('join d-1 as a non-voter');
  });

  test('waits in a rollout until the leader is old enough for a brake, repair does not', () => {
    const young = (observed: Observed): Observed =>
      observed.cluster === null
        ? observed
        : { ...observed, cluster: { ...observed.cluster, activeSince: NOW - 3_000 } };
    const rollout = plus(young(running(OLD)), node('a-2', EMPTY), node('b-2', EMPTY), node('c-2', EMPTY));
    const facts = { ...rollout.facts, snapshotFor: 'vault@1.21.1 a-2,b-2,c-2' };
    expect(decided(desired(['a-2', 'b-2', 'c-2']), { ...rollout, facts })).toBe('wait for leader age a-1');
    expect(decided(SCALED, young(scaled()))).toBe('hold joiners back for up to 2 s');
  });

  test('never happens with data of an earlier membership: the node is wiped first', () => {
    const leftover = withReport(scaled(), 'd-1', { hasData: true, initialized: true, removed: true, healthCode: 530 });
    expect(decided(SCALED, leftover)).toBe('wipe d-1');
  });

  test('never wipes data that this cluster knows nothing of', () => {
    const foreign = withReport(scaled(), 'd-1', { hasData: true, initialized: true, healthCode: 503 });
    expect(decided(SCALED, foreign)).toBe('held QRT-FOREIGN-DATA');
  });

  test('lets in who is ready when nothing is replaced, and waits for the rest later', () => {
    expect(decided(SCALED, held(withNode(scaled(), 'e-1', { report: null })))).toBe('join d-1');
  });

  test('waits in a rollout until all are ready, so that the risk window is short', () => {
    const rollout = plus(running(OLD), node('a-2', EMPTY), node('b-2', EMPTY), node('c-2', null));
    const facts = { ...rollout.facts, snapshotFor: 'vault@1.21.1 a-2,b-2,c-2' };
    expect(decided(desired(['a-2', 'b-2', 'c-2']), held({ ...rollout, facts }))).toBe('wait for agent c-2');
  });

  test('replaces a voter whose disk was lost instead of letting it come back under its id', () => {
    const emptied = withReport(running(OLD), 'c-1', { ...EMPTY });
    expect(decided(desired(OLD), emptied)).toBe('held QRT-NODE-SPENT');
  });
});
