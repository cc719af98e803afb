import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scenarios } from './arbitraries.js';
import { MUTANTS } from './mutants.js';
import { play } from './sim/scenario.js';

/** So many lives have to be enough to find a mistake. */
const LIVES = fc.sample(scenarios, { numRuns: 400, seed: 4 });

describe('a planner that was broken on purpose is caught', () => {
  test.each(MUTANTS)('law $law: one that $mistake', ({ law, stages }) => {
    const caught = LIVES.some((life) => play(life, stages).violations.some((found) => found.startsWith(`law ${law} `)));
    expect(caught).toBe(true);
  });
});
