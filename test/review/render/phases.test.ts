import { describe, expect, it } from 'vitest';
import type { SafeText } from '../../../src/review/mask/safe-text.js';
import { chartOf } from '../../../src/review/render/html/chart.js';
import { phasesOf } from '../../../src/review/render/phases.js';
import { votesText } from '../../../src/review/render/votes.js';
import { reviewReal } from '../support/review.js';

const moment = (what: string, voters: number | null, quorum: number | null, tolerance: number | null) => ({
  what: what as SafeText,
  voters,
  quorum,
  tolerance,
});

describe('the steps of an apply', () => {
  it('are folded where they leave the figures as they were', () => {
    const phases = phasesOf([
      moment('now', 3, 2, 1),
      moment('join d — d is wanted', 3, 2, 1),
      moment('promote — it is trusted', 4, 3, 1),
      moment('remove a — it is old', 3, 2, 1),
    ]);
    expect(phases.map(({ what, voters }) => [what, voters])).toEqual([
      ['now … join d (2 steps)', 3],
      ['promote', 4],
      ['remove a', 3],
    ]);
  });

  it('lose none of the figures of a real upgrade', () => {
    const { moments } = reviewReal('lab-upgrade').quorum[0] ?? { moments: [] };
    const phases = phasesOf(moments);
    expect(phases.reduce((sum, { length }) => sum + length, 0)).toBe(moments.length);
    expect(phases.map(({ voters }) => voters)).toEqual([3, 6, 5, 4, 3]);
  });
});

describe('the votes of a moment', () => {
  it.each([
    [moment('', 3, 2, 1), '●●○ 3'],
    [moment('', 3, 2, 0), '●●✕ 3'],
    [moment('', 3, 2, -2), '✕✕✕ 3'],
    [moment('', null, null, null), '?'],
    [moment('', 40, 21, 19), '40'],
    [moment('', 0, null, null), '0'],
  ])('are drawn: %j as %s', (one, drawn) => {
    expect(votesText(one)).toBe(drawn);
  });
});

describe('the chart of voters', () => {
  it('marks where fewer live than must agree', () => {
    expect(chartOf([moment('a', 3, 2, 1), moment('b', 3, 2, -1)])).toContain('class="lost"');
    expect(chartOf([moment('a', 3, 2, 1), moment('b', 6, 4, 2)])).not.toContain('class="lost"');
  });

  it('is left out where it would claim what the plan does not say, or show nothing', () => {
    expect(chartOf([moment('a', 3, 2, 1), moment('b', null, null, null)])).toBe('');
    expect(chartOf([moment('a', 3, 2, 1), moment('b', 3, 2, 1)])).toBe('');
    expect(chartOf([moment('a', 3, 2, 1)])).toBe('');
  });
});
