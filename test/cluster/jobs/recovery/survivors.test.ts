import { expect, test } from 'vitest';
import { capabilitiesOf } from '../../../../src/cluster/capabilities/index.js';
import { haltingOrder } from '../../../../src/cluster/jobs/recovery/order.js';
import { lostQuorum } from '../../../../src/cluster/jobs/recovery/survivors.js';
import type { Observed } from '../../../../src/cluster/model/index.js';
import { situationOf } from '../../../../src/cluster/plan/index.js';
import { desired, NOW, running, withNode, withReport } from '../../builders.js';

const FIVE = ['a-1', 'b-1', 'c-1', 'd-1', 'e-1'];
const LOST = ['a-1', 'b-1', 'c-1'];

const without = (ids: readonly string[], machine: 'stopped' | 'gone' | 'running'): Observed =>
  ids.reduce<Observed>((seen, id) => withNode(seen, id, { machine, report: null }), {
    ...running(FIVE),
    cluster: null,
  });

function judge(observed: Observed, declaredLost: readonly string[] = []) {
  const what = desired(FIVE);
  return lostQuorum(situationOf(what, observed, capabilitiesOf(what.engine), NOW), declaredLost);
}

function refusal(observed: Observed, declaredLost: readonly string[] = []): string {
  try {
    judge(observed, declaredLost);
    return 'none';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

test('a quorum is not lost while a node leads, or while a majority has its data', () => {
  expect(refusal(running(FIVE))).toBe('QRT-QUORUM-THERE');
  expect(refusal(without(['a-1', 'b-1'], 'gone'))).toBe('QRT-QUORUM-THERE');
  expect(refusal(without(LOST, 'gone'))).toBe('none');
});

test('a machine that may come back with its data is given up only by name', () => {
  expect(refusal(without(LOST, 'running'))).toBe('QRT-NODE-UNREACHABLE');
  expect(refusal(without(LOST, 'stopped'))).toBe('QRT-NODE-UNREACHABLE');
  expect(refusal(without(LOST, 'stopped'), ['a-1', 'b-1'])).toBe('QRT-NODE-UNREACHABLE');
  expect(refusal(without(LOST, 'stopped'), LOST)).toBe('none');
});

test('the survivor with the newest log goes on, the others are wiped, and what is lost is said', () => {
  const seen = withReport(without(LOST, 'gone'), 'e-1', { appliedIndex: 501 });
  const { node, others, lost, text } = judge(seen);
  expect({ node, others, lost }).toEqual({ node: 'e-1', others: ['d-1'], lost: LOST });
  expect(text).toMatch(/e-1 goes on alone with its log up to entry 501\. Lost for good: .* a-1, b-1 and c-1/);
});

test('nobody goes on whose log nobody can compare', () => {
  const sealed = ['d-1', 'e-1'].reduce(
    (seen, id) => withReport(seen, id, { appliedIndex: null, sealed: true }),
    without(LOST, 'gone'),
  );
  expect(refusal(sealed)).toBe('QRT-NO-SURVIVOR');
});

test('the leader stops last, and the recovered node not at all', () => {
  expect(haltingOrder(['a-1', 'b-1', 'c-1'], 'a-1', 'b-1')).toEqual(['c-1', 'a-1']);
  expect(haltingOrder(['a-1', 'b-1', 'c-1'], 'a-1', 'a-1')).toEqual(['b-1', 'c-1']);
  expect(haltingOrder(['a-1', 'b-1'], null, 'b-1')).toEqual(['a-1']);
});
