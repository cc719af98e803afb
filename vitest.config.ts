import { defineConfig } from 'vitest/config';
import { EVERYTHING } from './test/e2e/support/everything.js';
import { LongestFirst } from './test/e2e/support/longest-first.js';
import { ON_MACHINES } from './test/e2e/support/on-machines.js';
import { HAS_MACHINES } from './test/machines/nspawn/support/has-machines.js';

/** Files at a time: two cores are what every machine has, and starved engines lose elections that no test is about. */
const WORKERS = 2;

const e2e = {
  testTimeout: 600_000,
  hookTimeout: 600_000,
  maxWorkers: WORKERS,
};

/** The suites of the end-to-end tests once more, on real machines. */
const machines = {
  test: {
    ...e2e,
    name: 'machines',
    include: ON_MACHINES.map((suite) => `test/e2e/${suite}.test.ts`),
    env: { QUORATE_TEST_MACHINES: 'nspawn' },
    sequence: { groupOrder: 2 },
  },
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          testTimeout: 120_000,
          maxWorkers: WORKERS,
        },
      },
      {
        test: {
          ...e2e,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // After the others, which compete with no engine then.
          sequence: { groupOrder: 1 },
        },
      },
      ...(EVERYTHING && HAS_MACHINES ? [machines] : []),
    ],
  },
});
