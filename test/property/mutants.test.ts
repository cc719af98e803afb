import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STAGES } from '../../src/cluster/plan/index.js';
import { scenarios } from './arbitraries.js';
import { MUTANTS } from './mutants.js';
import { play } from './sim/scenario.js';

const LONG = 120_000;

/** So many lives have to be enough to find a mistake. */
const LIVES = fc.sample(scenarios, { numRuns: 400, seed: 4 });

describe('a planner that was broken on purpose is caught', () => {
  test.each(MUTANTS)(
    'law $law: one that $mistake',
    ({ law, stages }) => {
      const caught = LIVES.some((life) =>
        play(life, stages).violations.some((found) => found.startsWith(`law ${law} `)),
      );
      expect(caught).toBe(true);
    },
    LONG,
  );

  test(
    'an operator that does not check its fencing token before a step',
    () => {
      const caught = LIVES.some((life) => {
        const faults = Array.from({ length: 12 }, (_, index) => ({
          kind: 'lease-lost' as const,
          at: 5 * index + 3,
          whom: 0,
        }));
        return play({ ...life, faults }, STAGES, false).violations.length > 0;
      });
      expect(caught).toBe(true);
    },
    LONG,
  );
});
