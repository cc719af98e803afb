import { describe, expect, test } from 'vitest';
import {
  type MembershipSighting,
  type NodeSighting,
  renderReport,
  rolloutReport,
  rolloutReportSchema,
} from '../../../src/drill/index.js';
import { BEGIN, upgrade } from '../builders.js';

type Told = boolean | null;
const NAMES = ['a-new', 'b-new', 'c-new', 'd-old'];

/** Four voters at a moment: whether each told that it lives. */
function look(seconds: number, ...told: Told[]): MembershipSighting {
  const nodes = told.map((live, index): NodeSighting => {
    return { id: NAMES[index] ?? 'e-old', member: 'voter', live, version: '1.21.1' };
  });
  return { at: BEGIN + seconds * 1_000, leader: 'a-new', nodes };
}

/** The report of an operation of twenty seconds that was seen like this. */
function seen(...membership: MembershipSighting[]) {
  return rolloutReport(upgrade({ membership, ended: BEGIN + 20_000 }));
}

describe('a voter that does not tell', () => {
  test('counts as it was known while the silence is short, and the report says for how long', () => {
    const report = seen(
      look(0, true, true, true, true),
      look(5, true, null, null, true),
      look(7, true, true, true, true),
    );
    expect(report).toMatchObject({ lowest_tolerance: 1, unheard_ms: 2_000 });
    expect(renderReport(report)).toContain('For up to 2.00 s a voter did not tell');
    expect(report.membership[1]?.nodes.map(({ live, told }) => [live, told])).toEqual([
      [true, true],
      [true, false],
      [true, false],
      [true, true],
    ]);
  });

  test('was lost from its first silent moment on when it stays silent as long as an engine waits for a peer', () => {
    const report = seen(
      look(0, true, true, true, true),
      look(5, true, null, true, true),
      look(9, true, null, null, true),
      look(15, true, true, true, true),
    );
    expect(report).toMatchObject({ lowest_tolerance: 0, unheard_ms: 6_000 });
    expect(report.membership.map(({ nodes }) => nodes[1]?.live)).toEqual([true, false, false, true]);
  });

  test('was lost when the record ends in a long silence', () => {
    expect(seen(look(0, true, true, true, true), look(10, true, true, true, null)).lowest_tolerance).toBe(0);
    expect(seen(look(0, true, true, true, true), look(11, true, true, true, null)).lowest_tolerance).toBe(1);
  });

  test('counts as what it tells first when nothing was known of it before', () => {
    expect(seen(look(0, true, null, true, true), look(2, true, true, true, true)).lowest_tolerance).toBe(1);
    expect(seen(look(0, true, null, true, true), look(2, true, false, true, true)).lowest_tolerance).toBe(0);
  });
});

test('a voter that says that it is down is lost at once, be it ever so short', () => {
  const report = seen(
    look(0, true, true, true, true),
    look(5, true, false, false, true),
    look(5.2, true, true, true, true),
  );
  expect(report).toMatchObject({ lowest_tolerance: -1, unheard_ms: 0 });
});

test('a report of before silence was told apart is still read', () => {
  const report = rolloutReport(upgrade());
  const old = JSON.stringify(report, (key, value) => (key === 'told' || key === 'unheard_ms' ? undefined : value));
  expect(rolloutReportSchema.parse(JSON.parse(old))).toEqual(report);
});
