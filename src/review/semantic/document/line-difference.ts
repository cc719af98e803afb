import { diffArrays } from 'diff';
import type { SafeText } from '../../mask/safe-text.js';
import { say } from '../../mask/safe-text.js';
import type { DifferenceLine } from '../../model/index.js';
import { cut } from '../../value/show.js';

/** Unchanged lines that are kept around a change. */
const CONTEXT = 2;

/** Longest line that is shown. */
const LONGEST_LINE = 300;

/** Differences that need more edits than this are shown as all old lines, then all new ones. */
const MOST_EDITS = 2_000;

/** The difference of two masked texts line by line, with a little context. */
export function lineDifference(before: SafeText | null, after: SafeText | null): DifferenceLine[] {
  const left = linesOf(before);
  const right = linesOf(after);
  const parts = diffArrays(left, right, { maxEditLength: MOST_EDITS });
  if (parts === undefined) return [...left.map((text) => line('-', text)), ...right.map((text) => line('+', text))];
  const lines = parts.flatMap(({ value, added, removed }) =>
    value.map((text) => line(added ? '+' : removed ? '-' : ' ', text)),
  );
  return withContext(lines);
}

function linesOf(text: SafeText | null): SafeText[] {
  return text === null ? [] : (text.split('\n') as SafeText[]);
}

function line(sign: DifferenceLine['sign'], text: SafeText): DifferenceLine {
  return { sign, text: cut(text, LONGEST_LINE) as SafeText };
}

/** Leaves out unchanged lines far from any change, and says how many. */
function withContext(lines: readonly DifferenceLine[]): DifferenceLine[] {
  const near = new Uint8Array(lines.length);
  lines.forEach((entry, index) => {
    if (entry.sign !== ' ') near.fill(1, Math.max(0, index - CONTEXT), index + CONTEXT + 1);
  });
  const result: DifferenceLine[] = [];
  let hidden = 0;
  const flush = () => {
    if (hidden > 0) result.push({ sign: '~', text: say`${hidden} unchanged ${hidden === 1 ? UNIT.one : UNIT.many}` });
    hidden = 0;
  };
  lines.forEach((entry, index) => {
    if (near[index] === 0) hidden += 1;
    else {
      flush();
      result.push(entry);
    }
  });
  flush();
  return result;
}

const UNIT = { one: say`line`, many: say`lines` };
