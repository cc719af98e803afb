import { describe, expect, test } from 'vitest';
import { backOff, POLICIES } from '../../../src/drill/canary/policy.js';

describe('the policy of the stock Go client', () => {
  test('waits 1 to 1.5 s before the first retry and twice that before the second', () => {
    expect([backOff(POLICIES.go, 1, 0), backOff(POLICIES.go, 1, 1)]).toEqual([1_000, 1_500]);
    expect([backOff(POLICIES.go, 2, 0), backOff(POLICIES.go, 2, 1)]).toEqual([2_000, 3_000]);
  });

  test('repeats twice, the others never', () => {
    expect(Object.values(POLICIES).map(({ name, retries }) => [name, retries])).toEqual([
      ['go', 2],
      ['hvac', 0],
      ['none', 0],
    ]);
  });
});
