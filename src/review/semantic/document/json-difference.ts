import type { Masker } from '../../mask/masker.js';
import { SENSITIVE } from '../../mask/patterns.js';
import { joined, type SafeText, say } from '../../mask/safe-text.js';
import { soundsSecret } from '../../mask/sensitive-attributes.js';
import type { DifferenceLine } from '../../model/index.js';
import { type Difference, differences, type Side } from '../../value/difference.js';
import { showPath } from '../../value/path.js';
import { show } from '../../value/show.js';

/** The difference of two JSON documents: one line a place, and no line for what is only written in another order. */
export function jsonDifference(before: unknown, after: unknown, masker: Masker): DifferenceLine[] {
  const found = differences(
    { value: before, sensitive: false },
    { value: after, sensitive: false },
    undefined,
    () => false,
  );
  return found.flatMap((difference) => linesOf(difference, masker));
}

function linesOf({ path, action, before, after }: Difference, masker: Masker): DifferenceLine[] {
  if (action === 'same' || action === 'reorder') return [];
  const place = showPath(path, masker);
  const prefix = place === '' ? say`` : say`${place}: `;
  const secret = soundsSecret(String(path.at(-1) ?? ''));
  const text = (side: Side): SafeText =>
    secret && typeof side.value === 'string' ? (SENSITIVE as SafeText) : show(side.value, { sensitive: false }, masker);
  const lines: DifferenceLine[] = [];
  if (before.value !== undefined) lines.push({ sign: '-', text: joined([prefix, text(before)], '') });
  if (after.value !== undefined) lines.push({ sign: '+', text: joined([prefix, text(after)], '') });
  return lines;
}
