import type { Masker } from '../../mask/masker.js';
import { counted, type SafeText, say } from '../../mask/safe-text.js';
import type { DifferenceLine, Meaning } from '../../model/index.js';
import type { PolicyComparison } from './compare.js';
import { describeStatement } from './describe.js';

const MOST_LINES = 60;

/** A policy difference for readers: the statements that differ, then each permission that is new. */
export function policyMeaning(comparison: PolicyComparison, masker: Masker): Meaning {
  const write = (sign: DifferenceLine['sign']) => (statement: PolicyComparison['gained'][number]) => ({
    sign,
    text: describeStatement(statement, masker),
  });
  const lines = [...comparison.removed.map(write('-')), ...comparison.added.map(write('+'))];
  return {
    kind: 'policy',
    effect: comparison.effect,
    summary: summaryOf(comparison),
    lines: lines.slice(0, MOST_LINES),
    omitted: Math.max(0, lines.length - MOST_LINES),
  };
}

function summaryOf(comparison: PolicyComparison): SafeText {
  if (comparison.effect === 'equal') return say`the same permissions, written differently`;
  const gained = counted(comparison.gained.length, 'permission');
  const lost = counted(comparison.lost.length, 'permission');
  if (comparison.effect === 'narrowed') return say`narrower: ${lost} fewer`;
  return comparison.lost.length === 0 ? say`broader: ${gained} more` : say`broader: ${gained} more, ${lost} fewer`;
}
