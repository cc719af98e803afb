import { expect, test } from 'vitest';
import type { NodeReport, ObservedNode } from '../../../src/cluster/model/index.js';
import { mayStop } from '../../../src/cluster/plan/index.js';
import { decided, desired, EMPTY, fresh, node, plus, withReport } from '../builders.js';

const IDS = ['a-2', 'b-2', 'c-2'];
const ready = { ...EMPTY, process: 'running' } as const;

/** New machines of a first deploy, after the intent for a machine of the one before, which failed. */
function afterFailure(report: NodeReport | null, change: Partial<ObservedNode> = {}) {
  const machines = { ...fresh([]), nodes: IDS.map((id) => node(id, ready)) };
  return { ...plus(machines, node('a-1', report, change)), custody: { state: 'intent', node: 'a-1' } as const };
}

test.each<[string, string, NodeReport | null, Partial<ObservedNode>]>([
  ['is empty', 'initialize a-2', ready, {}],
  ['was asked and is empty', 'initialize a-2', { ...ready, hasData: true, init: 'asked' }, {}],
  ['is gone', 'initialize a-2', null, { machine: 'gone' }],
  ['has the keys', 'initialize a-1', { ...ready, initialized: true, hasData: true, init: 'replied' }, {}],
  ['lost the keys', 'refused QRT-INIT-LOST', { ...ready, initialized: true, hasData: true, init: 'asked' }, {}],
  ['has stopped', 'refused QRT-INIT-LOST', null, { machine: 'stopped' }],
  ['does not answer', 'wait for agent a-1', null, { machine: 'unknown' }],
])('the node of an intent is no longer wanted and %s: %s', (_, expected, report, change) => {
  expect(decided(desired(IDS), afterFailure(report, change))).toBe(expected);
});

test('an intent is never given up while another node holds data', () => {
  const seen = afterFailure(null, { machine: 'gone' });
  expect(decided(desired(IDS), withReport(seen, 'b-2', { hasData: true }))).toBe('refused QRT-INIT-LOST');
});

test.each(['intent', 'reply'] as const)(
  'with no more than the %s of a first deploy its machines may be stopped',
  (state) => {
    const seen = { ...afterFailure(ready), custody: { state, node: 'a-1' } };
    expect(mayStop('a-1', seen, 400)).toEqual({ may: true });
  },
);

test('once the keys are bound to a cluster its machines may not be stopped unseen', () => {
  const seen = { ...afterFailure(ready), custody: { state: 'confirmed', clusterId: 'the-cluster' } as const };
  expect(mayStop('a-1', seen, 400)).toMatchObject({ may: false, problem: { code: 'QRT-MEMBERSHIP-UNREADABLE' } });
});
