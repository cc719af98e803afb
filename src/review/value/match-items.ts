import { canonical, equal } from './equal.js';
import { isRecord } from './json.js';

/** A pair of list items that are versions of one thing; one side is missing for what was added or removed. */
export interface ItemPair {
  /** Position on the side where it exists, preferring the later one. */
  readonly index: number;
  readonly before?: { readonly value: unknown; readonly index: number };
  readonly after?: { readonly value: unknown; readonly index: number };
}

/** Attributes that name an item among its brothers, best first. */
const NAMES = ['key', 'name', 'id', 'slot', 'device_name', 'rule_no', 'priority', 'sid', 'path', 'type'];

/**
 * Pairs the items of two lists: equal ones first, then by name, then by position among what is left.
 *
 * Pairing by position alone would report every item behind an inserted one as changed.
 */
export function matchItems(before: readonly unknown[], after: readonly unknown[]): ItemPair[] {
  const left = before.map((value, index) => ({ value, index }));
  const right = after.map((value, index) => ({ value, index }));
  const pairs: ItemPair[] = [];
  const unequal = pairBy(left, right, canonical, pairs);
  const name = commonName(unequal.left, unequal.right);
  const rest =
    name === undefined
      ? unequal
      : pairBy(unequal.left, unequal.right, (value) => (isRecord(value) ? canonical(value[name]) : ''), pairs);
  const length = Math.max(rest.left.length, rest.right.length);
  for (let position = 0; position < length; position += 1)
    pairs.push(pairOf(rest.left[position], rest.right[position]));
  return pairs.sort((a, b) => a.index - b.index);
}

/** True when both lists hold the same items in another order. */
export function reordered(before: readonly unknown[], after: readonly unknown[]): boolean {
  if (before.length !== after.length || equal(before, after)) return false;
  const a = before.map(canonical).sort();
  const b = after.map(canonical).sort();
  return a.every((text, index) => text === b[index]);
}

interface Item {
  readonly value: unknown;
  readonly index: number;
}

function pairBy(left: Item[], right: Item[], keyOf: (value: unknown) => string, pairs: ItemPair[]) {
  const waiting = new Map<string, Item[]>();
  for (const item of right) {
    const key = keyOf(item.value);
    const list = waiting.get(key);
    if (list === undefined) waiting.set(key, [item]);
    else list.push(item);
  }
  const taken = new Set<Item>();
  const alone = left.filter((item) => {
    const partner = waiting.get(keyOf(item.value))?.shift();
    if (partner === undefined) return true;
    taken.add(partner);
    pairs.push(pairOf(item, partner));
    return false;
  });
  return { left: alone, right: right.filter((item) => !taken.has(item)) };
}

function pairOf(before: Item | undefined, after: Item | undefined): ItemPair {
  return {
    index: after?.index ?? before?.index ?? 0,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

/** An attribute that every item has and that tells the items of each side apart. */
function commonName(left: readonly Item[], right: readonly Item[]): string | undefined {
  if (left.length === 0 || right.length === 0) return undefined;
  return NAMES.find((name) => tellsApart(left, name) && tellsApart(right, name));
}

function tellsApart(items: readonly Item[], name: string): boolean {
  const seen = new Set<string>();
  for (const { value } of items) {
    if (!isRecord(value) || value[name] === null || value[name] === undefined) return false;
    seen.add(canonical(value[name]));
  }
  return seen.size === items.length;
}
