import { parseRange } from '../network/address.js';
import { globCovers } from './glob.js';
import type { Condition, Selector, Statement } from './policy.js';

/** True when `wide` applies wherever `narrow` does. Never wrongly true. */
export function statementCovers(wide: Statement, narrow: Statement): boolean {
  return (
    wide.allows === narrow.allows &&
    selectorCovers(wide.actions, narrow.actions) &&
    selectorCovers(wide.resources, narrow.resources) &&
    selectorCovers(wide.principals, narrow.principals) &&
    wide.conditions.every((condition) => narrow.conditions.some((other) => conditionCovers(condition, other)))
  );
}

function selectorCovers(wide: Selector, narrow: Selector): boolean {
  if (!wide.except && wide.match.includes('*')) return true;
  if (!wide.except && !narrow.except) {
    return narrow.match.every((value) => wide.match.some((pattern) => globCovers(pattern, value)));
  }
  // "All but A" covers "all but B" when every exception of the first is one of the second.
  if (wide.except && narrow.except) {
    return wide.match.every((value) => narrow.match.some((pattern) => globCovers(pattern, value)));
  }
  // "All but A" covers a list when nothing in the list can meet A.
  if (wide.except) return narrow.match.every((value) => wide.match.every((exception) => disjoint(exception, value)));
  return false;
}

/** True when no text matches both; patterns that could meet halfway count as meeting. */
function disjoint(a: string, b: string): boolean {
  const plainA = !/[*?]/.test(a);
  const plainB = !/[*?]/.test(b);
  if (plainA) return !globCovers(b, a);
  if (plainB) return !globCovers(a, b);
  const [headA, headB] = [a.split(/[*?]/)[0] ?? '', b.split(/[*?]/)[0] ?? ''];
  return !headA.startsWith(headB) && !headB.startsWith(headA);
}

/** True when `wide` is satisfied wherever `narrow` is. */
function conditionCovers(wide: Condition, narrow: Condition): boolean {
  if (wide.operator !== narrow.operator || wide.key !== narrow.key) return false;
  const [a, b] = [wide.values, narrow.values];
  if (wide.operator.includes('not')) return a.every((value) => b.includes(value));
  if (wide.operator.includes('like')) return b.every((value) => a.some((pattern) => globCovers(pattern, value)));
  if (wide.operator.includes('ipaddress')) return b.every((value) => a.some((range) => rangeCovers(range, value)));
  if (/equals|^bool/.test(wide.operator)) return b.every((value) => a.includes(value));
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function rangeCovers(wide: string, narrow: string): boolean {
  const [a, b] = [parseRange(wide), parseRange(narrow)];
  if (a === undefined || b === undefined) return wide === narrow;
  return a.family === b.family && a.low <= b.low && b.high <= a.high;
}
