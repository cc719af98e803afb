import type { Masker } from '../mask/masker.js';
import { counted, say } from '../mask/safe-text.js';
import type { DifferenceLine, Meaning } from '../model/index.js';
import type { Side } from '../value/difference.js';
import { markOf } from '../value/marks.js';
import { matchItems } from '../value/match-items.js';
import { show } from '../value/show.js';

const MOST_LINES = 60;

/** Items that came and went in a list of plain values; items that only moved are no difference. */
export function listMeaning(before: Side, after: Side, masker: Masker): Meaning {
  const left = Array.isArray(before.value) ? before.value : [];
  const right = Array.isArray(after.value) ? after.value : [];
  const lines: DifferenceLine[] = [];
  const write = (sign: '+' | '-', value: unknown, mark: unknown) =>
    lines.push({ sign, text: show(value, { sensitive: mark }, masker) });
  for (const pair of matchItems(left, right)) {
    if (pair.before !== undefined && pair.after !== undefined && same(pair.before.value, pair.after.value)) continue;
    if (pair.before !== undefined) write('-', pair.before.value, markOf(before.sensitive, pair.before.index));
    if (pair.after !== undefined) write('+', pair.after.value, markOf(after.sensitive, pair.after.index));
  }
  const gone = counted(lines.filter(({ sign }) => sign === '-').length, 'item');
  const come = counted(lines.filter(({ sign }) => sign === '+').length, 'item');
  return {
    kind: 'set',
    effect: 'changed',
    summary: say`${gone} removed, ${come} added`,
    lines: lines.slice(0, MOST_LINES),
    omitted: Math.max(0, lines.length - MOST_LINES),
  };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
