import { counted } from '../../mask/safe-text.js';
import type { AttributeChange, Change } from '../../model/index.js';
import { brief, explanationOf, SAME_FORCES } from '../details.js';
import { KINDS, signOf } from '../words.js';
import { code, fence, htmlCode, htmlProse, prose } from './escape.js';
import type { Sheet } from './sheet.js';

const LONGEST_LINE = 1_200;

/** One object with its attributes, folded. */
export function addChange(sheet: Sheet, change: Change, unchanged: boolean): void {
  const lines = change.kind === 'delete' || change.kind === 'forget' ? [] : change.attributes.flatMap(attributeLines);
  if (change.omitted > 0 && lines.length > 0) lines.push(`! not listed: ${counted(change.omitted, 'more attribute')}`);
  const explanation = explanationOf(change);
  if (lines.length === 0 && !(unchanged && change.unchanged.length > 0)) {
    sheet.add('', lineOf(change));
    return;
  }
  const why = explanation === '' ? '' : ` — ${htmlProse(explanation)}`;
  sheet.add('', `<details><summary>${htmlProse(KINDS[change.kind])} ${htmlCode(change.address)}${why}</summary>`, '');
  if (lines.length > 0) sheet.add(...fence(lines, 'diff'), '');
  if (unchanged && change.unchanged.length > 0) {
    sheet.add(`<details><summary>${change.unchanged.length} unchanged</summary>`, '');
    const same = change.unchanged.map(({ path, value }) => brief(`  ${path}: ${value}`));
    sheet.add(...fence(same, ''), '', '</details>', '');
  }
  sheet.add('</details>');
}

/** One object as a line. */
export function lineOf(change: Change): string {
  const explanation = explanationOf(change);
  return `- ${prose(signOf(change))} **${prose(KINDS[change.kind])}** ${code(change.address)}${explanation === '' ? '' : ` — ${prose(explanation)}`}`;
}

/** Lines of a `diff` block: what goes, what comes, what it means. */
export function attributeLines(attribute: AttributeChange): string[] {
  const { path, action, before, after, replaces, meaning } = attribute;
  const name = path === '' ? 'value' : path;
  const note = replaces && action !== 'same' ? '  # forces replacement' : '';
  const lines: string[] = [];
  if (action === 'reorder') return [clipped(`  ${name}: only the order changes${note}`)];
  if (action === 'same') return [clipped(`! ${name}: ${after ?? 'not set'}  # ${SAME_FORCES}`)];
  if (meaning !== null) {
    lines.push(clipped(`! ${name}: ${meaning.summary}${note}`));
    for (const { sign, text } of meaning.lines) lines.push(clipped(`${sign === '~' ? '@@' : sign}   ${text}`));
    if (meaning.omitted > 0) lines.push(`!   ${counted(meaning.omitted, 'more line')}`);
    if (meaning.lines.length > 0 || meaning.effect === 'equal') return lines;
  }
  if (before !== null) lines.push(clipped(`- ${name}: ${before}${note}`));
  if (after !== null) lines.push(clipped(`+ ${name}: ${after}${note}`));
  if (before === null && after === null) lines.push(clipped(`! ${name}: changed${note}`));
  return lines;
}

function clipped(text: string): string {
  const line = brief(text);
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)}…`;
}
