import { expect, test } from 'vitest';
import { Snapshots } from '../../src/constructs/index.js';

test('a period is a number and a unit', () => {
  expect(Snapshots.every('90s').period).toBe(90);
  expect(Snapshots.every('15m').period).toBe(900);
  expect(Snapshots.every('7d').period).toBe(604_800);
});

test('a period that is none, or longer than a week, is refused with what was received', () => {
  for (const period of ['', '1', 'h', '0s', '8d', '1.5h', '-1h']) {
    expect(() => Snapshots.every(period)).toThrow(`received '${period}'`);
  }
});

test('what is left out of a retention is not kept, and keeping nothing is refused', () => {
  expect(Snapshots.every('1h').keep({ daily: 30 }).retention).toEqual({ hourly: 0, daily: 30, weekly: 0 });
  expect(() => Snapshots.every('1h').keep({})).toThrow('keep none');
  expect(() => Snapshots.every('1h').keep({ hourly: -1 })).toThrow('received hourly: -1');
});
