import { expect, test } from 'vitest';
import type { AccountFinding } from '../../../src/environment/preflight/finding.js';
import { preflightBy } from '../../../src/provider/resources/preflight.js';
import { quoratePreflight } from '../../../src/schema/resources/index.js';
import { ORDER } from '../../environment/preflight/told-account.js';
import { called } from './harness.js';

const REFUSAL: AccountFinding = {
  severity: 'error',
  code: 'QRT-QUOTA',
  message: 'there is room for 4 of 5 machines',
  cure: 'Ask for more.',
};
const OTHER = { ...ORDER, image: `sha256:${'3'.repeat(64)}` };
const MADE = { ...ORDER, id: 'prod', refused: [] };

/** The resource over an account that has this to say, now and as often as it is asked. */
const over = (...findings: readonly AccountFinding[]) =>
  called(
    quoratePreflight,
    preflightBy(async () => findings),
    '/nowhere',
  );

test('a first deploy that the account refuses is refused in its plan', async () => {
  const { diagnostics } = await over(REFUSAL).plan(null, ORDER);
  expect(diagnostics).toMatchObject([{ severity: 'ERROR', summary: expect.stringContaining('QRT-QUOTA') }]);
});

test('a later one is warned of in the plan, which a destruction begins with, and refused before machines are made', async () => {
  const account = over(REFUSAL);
  for (const config of [ORDER, OTHER]) {
    const { diagnostics, planned } = await account.plan(MADE, config);
    expect(diagnostics).toMatchObject([{ severity: 'WARNING', summary: expect.stringContaining('QRT-QUOTA') }]);
    const { diagnostics: refused, state } = await account.apply(MADE, planned as Record<string, unknown>);
    expect(refused).toMatchObject([{ severity: 'ERROR', summary: expect.stringContaining('room for 4 of 5') }]);
    expect(state).toEqual(MADE);
  }
});

test('an account with room plans no change of its own, and notes another image', async () => {
  const account = over();
  expect((await account.plan(MADE, ORDER)).planned).toEqual(MADE);
  const { planned } = await account.plan(MADE, OTHER);
  const { state, diagnostics } = await account.apply(MADE, planned as Record<string, unknown>);
  expect(diagnostics ?? []).toEqual([]);
  expect(state).toEqual({ ...MADE, ...OTHER });
});
