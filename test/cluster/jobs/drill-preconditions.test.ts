import { expect, test } from 'vitest';
import { capabilitiesOf } from '../../../src/cluster/capabilities/index.js';
import { assertQuorumOutside, assertWhole } from '../../../src/cluster/jobs/drills/preconditions.js';
import type { Desired, Observed } from '../../../src/cluster/model/index.js';
import { situationOf } from '../../../src/cluster/plan/index.js';
import { desired, NOW, running, withNode, withReport } from '../builders.js';

const IDS = ['a-1', 'b-1', 'c-1'];
const situation = (observed: Observed, change: Partial<Desired> = {}) => {
  const what = desired(IDS, change);
  return situationOf(what, observed, capabilitiesOf(what.engine), NOW);
};

test('a drill begins with a whole cluster, and knows who leads it', () => {
  expect(assertWhole(situation(running(IDS)))).toBe('a-1');
});

test.each([
  ['a voter that does not serve', withNode(running(IDS), 'c-1', { machine: 'stopped', report: null })],
  ['a voter that lags', withReport(running(IDS), 'c-1', { appliedIndex: 10 })],
])('not with %s', (_, observed) => {
  expect(() => assertWhole(situation(observed))).toThrow(expect.objectContaining({ code: 'QRT-NOT-WHOLE' }));
});

test('not where nodes that restart wait for people with shares', () => {
  const shamir = (unattendedUnseal: boolean) => situation(running(IDS), { seal: 'shamir', unattendedUnseal });
  expect(() => assertWhole(shamir(false))).toThrow(expect.objectContaining({ code: 'QRT-UNATTENDED' }));
  expect(assertWhole(shamir(true))).toBe('a-1');
});

test('a majority is left alone', () => {
  expect(() => assertQuorumOutside(situation(running(IDS)), ['a-1'])).not.toThrow();
  expect(() => assertQuorumOutside(situation(running(IDS)), ['a-1', 'b-1'])).toThrow(/hold 2 of 3 votes.*quorum of 2/);
});
