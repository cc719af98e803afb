import { expect, test } from 'vitest';
import { renderShare } from '../../../src/cli/render/shares.js';
import type { ShareOutcome } from '../../../src/cli/unseal/give-share.js';
import { exitOf } from '../../../src/cli/unseal.js';

const OUTCOME: ShareOutcome = { node: 'a-00000001', state: 'needs-more', progress: 1, threshold: 3, reason: null };
const UNSEALED: ShareOutcome = { ...OUTCOME, state: 'unsealed', progress: 3 };
const WRONG: ShareOutcome = { ...OUTCOME, state: 'wrong', progress: 0, reason: 'it stayed sealed' };

test('each node says how many shares it has of how many', () => {
  expect(renderShare(OUTCOME)).toBe('a-00000001 1/3 shares');
  expect(renderShare(UNSEALED)).toBe('a-00000001 unsealed');
  expect(renderShare({ ...OUTCOME, state: 'repeated' })).toBe('a-00000001 1/3 shares: it had this one already');
});

test('a wrong share is told by its code, with what to do', () => {
  expect(renderShare(WRONG)).toMatch(/^a-00000001 QRT-WRONG-SHARE it stayed sealed\. .*give all of them again\.$/);
});

test('exit code 0 when all are unsealed, 2 while shares are missing, 1 when one was wrong or a node did not answer', () => {
  expect(exitOf([UNSEALED, UNSEALED])).toBe(0);
  expect(exitOf([UNSEALED, OUTCOME])).toBe(2);
  expect(exitOf([UNSEALED, { ...OUTCOME, state: 'repeated' }])).toBe(2);
  expect(exitOf([UNSEALED, OUTCOME, WRONG])).toBe(1);
  expect(exitOf([{ ...OUTCOME, state: 'unreachable', reason: 'no answer' }])).toBe(1);
});
