import type { Masker } from '../../mask/masker.js';
import { counted, type SafeText, say } from '../../mask/safe-text.js';
import type { Meaning } from '../../model/index.js';
import type { NetworkComparison } from './compare.js';
import { describeRule } from './rule.js';

const MOST_LINES = 60;

/** A difference of firewall rules for readers. */
export function networkMeaning(comparison: NetworkComparison, masker: Masker): Meaning {
  const lines = [
    ...comparison.removed.map((rule) => ({ sign: '-' as const, text: masker.text(describeRule(rule)) })),
    ...comparison.added.map((rule) => ({ sign: '+' as const, text: masker.text(describeRule(rule)) })),
  ];
  return {
    kind: 'network',
    effect: comparison.effect,
    summary: summaryOf(comparison),
    lines: lines.slice(0, MOST_LINES),
    omitted: Math.max(0, lines.length - MOST_LINES),
  };
}

function summaryOf({ effect, widened, world }: NetworkComparison): SafeText {
  if (effect === 'equal') return say`the same traffic, written differently`;
  if (effect === 'narrowed') return say`narrower: less traffic passes than before`;
  const rules = counted(widened.length, 'rule');
  return world.length > 0
    ? say`wider: ${rules} let new traffic through, from anywhere`
    : say`wider: ${rules} let new traffic through`;
}
