import { isWorld, type Rule, ruleKey } from './rule.js';
import { isCovered } from './uncovered.js';

/** What changed between two sets of rules, in what they let through. */
export interface NetworkComparison {
  readonly effect: 'broadened' | 'narrowed' | 'equal';
  /** Rules that let something new through. */
  readonly widened: readonly Rule[];
  readonly added: readonly Rule[];
  readonly removed: readonly Rule[];
  /** New rules that let anybody on the internet in. */
  readonly world: readonly Rule[];
}

/** Compares by meaning: order, index, description and how ranges are split make no difference. */
export function compareRules(before: readonly Rule[], after: readonly Rule[]): NetworkComparison {
  const added = without(after, before);
  const removed = without(before, after);
  const widened = added.filter((rule) => !isCovered(rule, before));
  const narrowed = removed.some((rule) => !isCovered(rule, after));
  return {
    effect: widened.length > 0 ? 'broadened' : narrowed ? 'narrowed' : 'equal',
    widened,
    added,
    removed,
    world: widened.filter((rule) => rule.direction === 'ingress' && isWorld(rule)),
  };
}

function without(side: readonly Rule[], other: readonly Rule[]): Rule[] {
  const known = new Set(other.map(ruleKey));
  const seen = new Set<string>();
  return side.filter((rule) => {
    const key = ruleKey(rule);
    if (known.has(key) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
