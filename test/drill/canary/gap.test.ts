import { describe, expect, test } from 'vitest';
import { gapOf } from '../../../src/drill/index.js';
import { BEGIN, failedAt, sampleAt, writes } from '../builders.js';

describe('the gap', () => {
  test('is the longest time between two acknowledgements less the interval', () => {
    expect(gapOf(writes(2_000, 500, 1_000), 50)).toEqual({
      gapMs: 500,
      from: BEGIN + 455,
      to: BEGIN + 1_005,
      failed: 10,
    });
  });

  test('is nothing while every write is acknowledged in time', () => {
    expect(gapOf(writes(1_000, 0, 0), 50)).toMatchObject({ gapMs: 0, failed: 0 });
  });

  test('counts from when a write was acknowledged, not from when it was begun', () => {
    const hanging = [sampleAt(1, BEGIN, 5), sampleAt(2, BEGIN + 50, 600), sampleAt(3, BEGIN + 100, 551)];
    expect(gapOf(hanging, 50)).toMatchObject({ gapMs: 595, failed: 0 });
  });

  test('does not depend on the order of the samples', () => {
    const samples = writes(2_000, 500, 1_000);
    expect(gapOf(samples.toReversed(), 50)).toEqual(gapOf(samples, 50));
  });

  test('that never ends counts up to the end of the series', () => {
    const samples = [sampleAt(1, BEGIN, 5), failedAt(2, BEGIN + 50, 1), failedAt(3, BEGIN + 5_000, 5)];
    expect(gapOf(samples, 50)).toMatchObject({ gapMs: 4_950, to: BEGIN + 5_005, failed: 2 });
  });

  test('of a series without any acknowledgement is the whole series', () => {
    expect(gapOf([failedAt(1, BEGIN, 5), failedAt(2, BEGIN + 1_000, 50)], 50)).toMatchObject({ gapMs: 1_000 });
  });

  test('of nothing is not known', () => {
    expect(gapOf([], 50)).toBeNull();
  });
});
