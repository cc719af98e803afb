import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/e2e/support/longest-first.js';

/** Files at a time: two cores are what every machine has, and starved engines lose elections that no test is about. */
const WORKERS = 2;
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
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // After the others, which compete with no engine then.
          sequence: { groupOrder: 1 },
          maxWorkers: WORKERS,
        },
      },
    ],
  },
});
