import { expect, test } from 'vitest';
import { staleSnapshots } from '../../../src/cluster/status/stale-snapshots.js';

const NOW = Date.parse('2030-01-01T12:00:00Z');
const hourly = {
  environment: 'lab',
  snapshots: { every: 3600, keep: { hourly: 24, daily: 7, weekly: 4 }, storage: null },
};
const newestAt = (newest: string | null, failure: { at: string; reason: string } | null = null) => ({
  newest,
  size: null,
  duration_ms: null,
  failure,
  uncopied: null,
  copy_failure: null,
});

test('one missed period is a leader change, two are a problem', () => {
  expect(staleSnapshots(hourly, newestAt('2030-01-01T10:05:00Z'), NOW)).toEqual([]);
  expect(staleSnapshots(hourly, newestAt('2030-01-01T09:50:00Z'), NOW)).toMatchObject([{ code: 'QRT-SNAPSHOT-STALE' }]);
});

test('the reason of the last failure is told', () => {
  const failure = { at: '2030-01-01T11:59:00Z', reason: 'the disk is full' };
  const [problem] = staleSnapshots(hourly, newestAt(null, failure), NOW);
  expect(problem?.message).toContain('the disk is full');
});

test('without a schedule, and without a leader that could tell, nothing is said', () => {
  expect(staleSnapshots({ ...hourly, snapshots: null }, newestAt(null), NOW)).toEqual([]);
  expect(staleSnapshots(hourly, null, NOW)).toEqual([]);
});

test('snapshots that wait for a copy are told with the reason', () => {
  const waiting = { at: '2030-01-01T11:59:00Z', reason: 'answered 503' };
  const state = { ...newestAt('2030-01-01T11:05:00Z'), uncopied: 2, copy_failure: waiting };
  expect(staleSnapshots(hourly, state, NOW)).toMatchObject([
    { code: 'QRT-SNAPSHOT-UNCOPIED', message: expect.stringContaining('answered 503') },
  ]);
});
