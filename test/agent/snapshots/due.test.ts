import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDue } from '../../../src/agent/snapshots/due.js';

test('the first snapshot is due at once', () => {
  expect(isDue(null, 3600, Date.now())).toBe(true);
});

test('a period that has one gets no second, whoever asks', () => {
  const nine = Date.parse('2030-01-01T09:00:05Z');
  expect(isDue(nine, 3600, Date.parse('2030-01-01T09:59:59Z'))).toBe(false);
  expect(isDue(nine, 3600, Date.parse('2030-01-01T10:00:00Z'))).toBe(true);
});

test('leaders that change at any moment leave no period without one and take none twice', () => {
  const looks = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 50, maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3600 }), looks, (every, steps) => {
      let now = 1_900_000_000_000;
      let newest: number | null = null;
      const taken: number[] = [];
      for (const step of steps) {
        now += Math.min(step, every) * 1000;
        if (!isDue(newest, every, now)) continue;
        newest = now;
        taken.push(Math.floor(now / (every * 1000)));
      }
      const [first = 0] = taken;
      expect(taken).toEqual(taken.map((_, index) => first + index));
    }),
  );
});
