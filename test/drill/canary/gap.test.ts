import { describe, expect, test } from 'vitest';
import { gapOf } from '../../../src/drill/index.js';
import { BEGIN, failedAt, sampleAt, writes } from '../builders.js';

describe('the gap', () => {
  test('is the longest time between two acknowledgements less the pause between two writes', () => {
    expect(gapOf(writes(2_000, 500, 1_000))).toEqual({
      gapMs: 500,
      from: BEGIN + 455,
      to: BEGIN + 1_005,
      failed: 10,
    });
  });

  test('is nothing while every write is acknowledged in time', () => {
    expect(gapOf(writes(1_000, 0, 0))).toMatchObject({ gapMs: 0, failed: 0 });
  });

  test('counts from when a write was acknowledged, not from when it was begun', () => {
    const hanging = [sampleAt(1, BEGIN, 5), sampleAt(2, BEGIN + 50, 600), sampleAt(3, BEGIN + 100, 551)];
    expect(gapOf(hanging)).toMatchObject({ gapMs: 595, failed: 0 });
  });

  test('does not depend on the order of the samples', () => {
    const samples = writes(2_000, 500, 1_000);
    expect(gapOf(samples.toReversed())).toEqual(gapOf(samples));
  });

  test('that never ends counts up to the end of the series', () => {
    const samples = [sampleAt(1, BEGIN, 5), failedAt(2, BEGIN + 50, 1), failedAt(3, BEGIN + 5_000, 5)];
    expect(gapOf(samples)).toMatchObject({ gapMs: 4_950, to: BEGIN + 5_005, failed: 2 });
  });

  test('is measured against the rhythm in which it began', () => {
    const calm = [0, 200, 400].map((at, index) => sampleAt(index + 1, BEGIN + at, 5, { pause: 200 }));
    const close = [sampleAt(4, BEGIN + 410, 5), sampleAt(5, BEGIN + 460, 105), sampleAt(6, BEGIN + 510, 55)];
    expect(gapOf([...calm, ...close])).toEqual({ gapMs: 100, from: BEGIN + 415, to: BEGIN + 565, failed: 0 });
  });

  test('of a series without any acknowledgement is the whole series', () => {
    expect(gapOf([failedAt(1, BEGIN, 5), failedAt(2, BEGIN + 1_000, 50)])).toMatchObject({ gapMs: 1_000 });
  });

  test('of nothing is not known', () => {
    expect(gapOf([])).toBeNull();
  });
});
