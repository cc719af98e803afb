import { describe, expect, it } from 'vitest';
import { BackOff } from '../../../src/agent/engine/back-off.js';

const series = (backOff: BackOff, ...ran: readonly number[]) => ran.map((ms) => backOff.next(ms));

describe('back-off', () => {
  it('doubles from half a second and never waits longer than 30 s', () => {
    const delays = series(new BackOff(), ...Array.from({ length: 9 }, () => 10));
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('starts from the shortest delay again after a run of a minute', () => {
    expect(series(new BackOff(), 10, 10, 59_999, 60_000, 10)).toEqual([500, 1_000, 2_000, 500, 1_000]);
  });
});
