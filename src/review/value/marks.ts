import { field } from './json.js';

/**
 * A sparse mirror of a value: `true` covers everything below it, objects and lists are followed, anything else says no.
 * Plans use it for "sensitive" and for "known only after apply".
 */
export type Mark = unknown;

/** True when the mark covers the whole value at this place. */
export function covers(mark: Mark): boolean {
  return mark === true;
}

/** The mark of a child: an attribute, a map key or a list index. */
export function markOf(mark: Mark, key: string | number): Mark {
  if (mark === true) return true;
  if (typeof key === 'number') return Array.isArray(mark) ? mark[key] : undefined;
  return field(mark, key);
}

/** True when anything at or below this place is marked. */
export function anyMarked(mark: Mark): boolean {
  if (mark === true) return true;
  if (typeof mark !== 'object' || mark === null) return false;
  return Object.values(mark).some(anyMarked);
}
