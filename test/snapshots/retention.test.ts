import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SnapshotKind, type SnapshotManifest, superfluous } from '../../src/snapshots/index.js';
import { ORIGIN } from './support/kept.js';

const NOW = Date.parse('2026-03-15T12:30:00Z');
const HOUR = 3_600_000;
const KEEP = { hourly: 24, daily: 7, weekly: 4 };

function taken(hoursAgo: number, kind: SnapshotKind = 'scheduled'): SnapshotManifest {
  const when = new Date(NOW - hoursAgo * HOUR).toISOString();
  return {
    schema: 1,
    id: `${hoursAgo}`,
    ...ORIGIN,
    kind,
    shares: null,
    index: 1,
    term: 1,
    size: 1,
    sha256: '',
    taken: when,
  };
}

const left = (all: readonly SnapshotManifest[]) => {
  const gone = new Set(superfluous(all, KEEP, NOW));
  return all.filter((one) => !gone.has(one));
};

test('of a year of hourly snapshots, 24 hours, 7 days and 4 weeks are left', () => {
  const ages = left(Array.from({ length: 24 * 365 }, (_, hour) => taken(hour))).map(({ id }) => Number(id));
  expect(ages.slice(0, 24)).toEqual(Array.from({ length: 24 }, (_, hour) => hour));
  expect(ages.length).toBeLessThanOrEqual(24 + 7 + 4);
  expect(Math.max(...ages)).toBeGreaterThan(14 * 24);
});

test('one that was asked for stays while the schedule reaches back that far', () => {
  const all = [taken(0), taken(24 * 20, 'manual'), taken(24 * 40, 'manual'), taken(24 * 20, 'upgrade')];
  expect(left(all).map(({ id }) => id)).toEqual(['0', '480', '480']);
});

test('the newest is always left, and pruning again finds nothing', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 60 }), (ages) => {
      const all = ages.map((age) => taken(age));
      const kept = left(all);
      expect(kept.map(({ id }) => Number(id))).toContain(Math.min(...ages));
      expect(superfluous(kept, KEEP, NOW)).toEqual([]);
    }),
  );
});
