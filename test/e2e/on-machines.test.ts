import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HAS_MACHINES } from '../machines/nspawn/support/has-machines.js';
import { EVERYTHING } from './support/everything.js';
import { ON_MACHINES } from './support/on-machines.js';

// The project `machines` of vitest.config.ts runs them; where it does not, they are counted here as skipped.
test.skipIf(!(EVERYTHING && HAS_MACHINES)).each(ON_MACHINES)('the suite %s is repeated on real machines', (suite) => {
  expect(existsSync(new URL(`${suite}.test.ts`, import.meta.url))).toBe(true);
});
