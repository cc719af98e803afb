import { expect, test } from 'vitest';
import { waitUntil } from '../../src/process/index.js';

test('returns what the probe found', async () => {
  let looks = 0;
  expect(await waitUntil(() => (++looks === 3 ? 'found' : undefined), { deadlineMs: 5_000, intervalMs: 1 })).toBe(
    'found',
  );
});

test('returns undefined after the deadline, having looked once more', async () => {
  let looks = 0;
  expect(await waitUntil(() => void looks++, { deadlineMs: 0 })).toBeUndefined();
  expect(looks).toBe(1);
});

test('an abort ends the wait at once with its reason', async () => {
  const controller = new AbortController();
  const wait = waitUntil(() => undefined, { deadlineMs: 60_000, intervalMs: 60_000, signal: controller.signal });
  const since = performance.now();
  controller.abort(new Error('Ctrl-C'));
  await expect(wait).rejects.toThrow('Ctrl-C');
  expect(performance.now() - since).toBeLessThan(5_000);
});
