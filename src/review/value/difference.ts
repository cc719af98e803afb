import { equal } from './equal.js';
import { isRecord, isUnset, type JsonRecord } from './json.js';
import { anyMarked, type Mark, markOf } from './marks.js';
import { matchItems, reordered } from './match-items.js';
import type { Path } from './path.js';

/** One side of a comparison. */
export interface Side {
  readonly value: unknown;
  readonly sensitive: Mark;
}

/** A place where two values differ, or are the same as a whole. */
export interface Difference {
  readonly path: Path;
  readonly action: 'add' | 'remove' | 'change' | 'reorder' | 'same';
  readonly before: Side;
  readonly after: Side;
  readonly unknown: Mark;
}

/** Decides whether a value is compared as a whole instead of part by part. */
export type IsWhole = (path: Path, before: unknown, after: unknown) => boolean;

/**
 * The differences of two values, each at the deepest place where it can be named.
 *
 * Equal parts are reported once, at the highest place. Lists are compared by their items and not by their positions.
 */
export function differences(before: Side, after: Side, unknown: Mark, isWhole: IsWhole): Difference[] {
  const found: Difference[] = [];
  compare([], before, after, unknown, isWhole, found);
  return found;
}

function compare(path: Path, before: Side, after: Side, unknown: Mark, isWhole: IsWhole, into: Difference[]): void {
  const report = (action: Difference['action']) => into.push({ path, action, before, after, unknown });
  if (anyMarked(unknown) && !isRecord(after.value)) {
    report(isUnset(before.value) ? 'add' : 'change');
    return;
  }
  const same = equal(before.value, after.value) && !anyMarked(unknown);
  if (same) report('same');
  else if (before.sensitive === true || after.sensitive === true || isWhole(path, before.value, after.value)) {
    report(actionOf(before.value, after.value));
  } else if (isRecord(before.value) && isRecord(after.value)) {
    compareRecords(path, before, after, unknown, isWhole, into);
  } else if (path.length === 0 && (isRecord(before.value) || isRecord(after.value))) {
    compareRecords(path, before, after, unknown, isWhole, into);
  } else if (Array.isArray(before.value) && Array.isArray(after.value)) {
    compareLists(path, { before, after, unknown }, before.value, after.value, isWhole, into);
  } else report(actionOf(before.value, after.value));
}

function actionOf(before: unknown, after: unknown): Difference['action'] {
  if (isUnset(before) && isUnset(after)) return before === undefined || after === undefined ? 'same' : 'change';
  if (isUnset(before)) return 'add';
  return isUnset(after) ? 'remove' : 'change';
}

function compareRecords(
  path: Path,
  before: Side,
  after: Side,
  unknown: Mark,
  isWhole: IsWhole,
  into: Difference[],
): void {
  const left: JsonRecord = isRecord(before.value) ? before.value : {};
  const right: JsonRecord = isRecord(after.value) ? after.value : {};
  const keys = new Set([
    ...Object.keys(left),
    ...Object.keys(right),
    ...(isRecord(unknown) ? Object.keys(unknown) : []),
  ]);
  for (const key of [...keys].sort()) {
    compare([...path, key], child(before, left, key), child(after, right, key), markOf(unknown, key), isWhole, into);
  }
}

function child(side: Side, record: JsonRecord, key: string): Side {
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  return { value, sensitive: markOf(side.sensitive, key) };
}

function compareLists(
  path: Path,
  whole: Omit<Difference, 'path' | 'action'>,
  left: readonly unknown[],
  right: readonly unknown[],
  isWhole: IsWhole,
  into: Difference[],
): void {
  if (reordered(left, right)) {
    into.push({ path, action: 'reorder', ...whole });
    return;
  }
  // Lists of plain values read best side by side; lists of objects are followed into the objects.
  if (![...left, ...right].some(isRecord)) {
    into.push({ path, action: actionOf(left, right), ...whole });
    return;
  }
  for (const pair of matchItems(left, right)) {
    const before = { value: pair.before?.value, sensitive: markOf(whole.before.sensitive, pair.before?.index ?? -1) };
    const after = { value: pair.after?.value, sensitive: markOf(whole.after.sensitive, pair.after?.index ?? -1) };
    if (equal(before.value, after.value)) continue;
    compare([...path, pair.index], before, after, undefined, isWhole, into);
  }
}
