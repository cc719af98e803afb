import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLOCK_ALLOWANCE, judgeLease, type LeaseRecord } from '../../src/operation/lease.js';

const renewed = Date.parse('2030-01-01T00:00:00Z');

function lease(ttl_ms: number): LeaseRecord {
  const process = { pid: 7, startTime: 1, bootId: 'boot', pidNamespace: 'pid:[1]' };
  const since = new Date(renewed).toISOString();
  const holder = { nonce: 'n', who: 'a@b', host: 'b', pid: 7, since, operation: 'deploy-1', process };
  return { schema: 1, token: 4, renewals: 0, renewed: since, ttl_ms, holder };
}

const ttl = fc.integer({ min: 1, max: 600_000 });
const offset = fc.integer({ min: -600_000, max: 1_200_000 });

test('no record and a released record are free, whatever the time', () => {
  expect(judgeLease(undefined, () => 'running', 0)).toBe('free');
  expect(judgeLease({ ...lease(1), holder: null }, () => 'gone', renewed + 99)).toBe('free');
});

test('a holder whose process is gone is dead at once, one that runs is held to its time', () => {
  fc.assert(
    fc.property(ttl, offset, (ms, at) => {
      expect(judgeLease(lease(ms), () => 'gone', renewed + at)).toBe('dead');
      expect(judgeLease(lease(ms), () => 'running', renewed + at)).toBe(at > ms ? 'expired' : 'held');
    }),
  );
});

test('a holder on another host is given the difference of two clocks', () => {
  fc.assert(
    fc.property(ttl, offset, (ms, at) => {
      const expected = at > ms + CLOCK_ALLOWANCE ? 'expired' : 'held';
      expect(judgeLease(lease(ms), () => 'elsewhere', renewed + at)).toBe(expected);
    }),
  );
});
