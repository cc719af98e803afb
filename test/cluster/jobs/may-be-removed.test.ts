import { expect, test } from 'vitest';
import { capabilitiesOf } from '../../../src/cluster/capabilities/index.js';
import { assertMayBeRemoved } from '../../../src/cluster/jobs/members/may-be-removed.js';
import type { Observed } from '../../../src/cluster/model/index.js';
import { situationOf } from '../../../src/cluster/plan/index.js';
import { desired, NOW, running, withNode, withServers } from '../builders.js';

const THREE = ['a-1', 'b-1', 'c-1'];
const FIVE = ['a-1', 'b-1', 'c-1', 'd-1', 'e-1'];

function judge(observed: Observed, node: string) {
  const what = desired(THREE);
  return assertMayBeRemoved(situationOf(what, observed, capabilitiesOf(what.engine), NOW), node, 'a-1');
}

const refusal = (observed: Observed, node: string): string => {
  try {
    judge(observed, node);
    return 'none';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

const stopped = (observed: Observed, node: string) => withNode(observed, node, { machine: 'stopped', report: null });
const silent = (observed: Observed, node: string) => withNode(observed, node, { report: null });

test('a dead peer may go: it only counts against the quorum', () => {
  expect(judge(stopped(running(THREE), 'c-1'), 'c-1')).toEqual({ voters: ['a-1', 'b-1'], quorum: 2, tolerance: 0 });
  expect(judge(stopped(running(FIVE), 'e-1'), 'e-1')).toMatchObject({ quorum: 3, tolerance: 1 });
});

test('a live voter of an odd number may not: fewer could fail', () => {
  expect(refusal(running(THREE), 'c-1')).toBe('QRT-TOLERANCE-AT-RISK');
  expect(refusal(running(FIVE), 'e-1')).toBe('QRT-TOLERANCE-AT-RISK');
});

test('a live voter too many may go', () => {
  expect(judge(running([...THREE, 'd-1']), 'd-1')).toMatchObject({ quorum: 2, tolerance: 1 });
});

test('the leader may not, whatever the number', () => {
  expect(refusal(running([...THREE, 'd-1']), 'a-1')).toBe('QRT-QUORUM-AT-RISK');
});

test('a live voter may not while the quorum hangs on it', () => {
  expect(refusal(stopped(running(THREE), 'c-1'), 'b-1')).toBe('QRT-QUORUM-AT-RISK');
});

test('unknown is not down: who cannot be reached may not, until the operator says that it is lost', () => {
  const observed = silent(running(THREE), 'c-1');
  expect(refusal(observed, 'c-1')).toBe('QRT-NODE-UNREACHABLE');
  const declared = { ...observed, facts: { ...observed.facts, declaredLost: ['c-1'] } };
  expect(judge(declared, 'c-1')).toMatchObject({ quorum: 2 });
});

test('a member without a vote may go, and who is no member cannot', () => {
  const voteless = withServers(running(THREE), (servers) =>
    servers.map((server) => (server.id === 'c-1' ? { ...server, voter: false } : server)),
  );
  expect(judge(voteless, 'c-1')).toMatchObject({ voters: ['a-1', 'b-1'] });
  expect(refusal(running(THREE), 'd-1')).toBe('QRT-NOT-A-MEMBER');
});
