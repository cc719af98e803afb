import { counted } from '../../mask/safe-text.js';
import type { AttributeChange, Change, Meaning } from '../../model/index.js';
import { brief, SAME_FORCES } from '../details.js';
import { code, text } from './escape.js';

/** Attributes of one object, before and after side by side; what is new or goes has one column. */
export function attributesTable(attributes: readonly AttributeChange[], kind: Change['kind']): string {
  if (attributes.length === 0) return '';
  const one = kind === 'create' ? 'after' : kind === 'delete' || kind === 'forget' ? 'before' : null;
  const head = one === null ? '<th>Before</th><th>After</th>' : `<th>${one === 'after' ? 'After' : 'Before'}</th>`;
  const rows = attributes.map((attribute) => row(attribute, one)).join('');
  return `<table class="attributes"><thead><tr><th>Attribute</th>${head}</tr></thead><tbody>${rows}</tbody></table>`;
}

function row(attribute: AttributeChange, one: 'before' | 'after' | null): string {
  const { path, action, before, after, replaces, meaning } = attribute;
  const forces = replaces
    ? `<span class="forces">${action === 'same' ? SAME_FORCES : 'forces replacement'}</span>`
    : '';
  const name = `<td class="path">${code(path === '' ? 'value' : path)}${forces}</td>`;
  if (action === 'reorder') return `<tr>${name}<td colspan="2" class="none">only the order changes</td></tr>`;
  if (meaning !== null && (meaning.lines.length > 0 || meaning.effect === 'equal')) {
    return `<tr>${name}<td colspan="${one === null ? 2 : 1}">${meaningOf(meaning)}</td></tr>`;
  }
  const summary = meaning === null ? '' : `<p class="meaning">${effectOf(meaning)}</p>`;
  if (one === 'after') return `<tr>${name}<td class="new">${summary}${value(after)}</td></tr>`;
  if (one === 'before') return `<tr>${name}<td class="old">${summary}${value(before)}</td></tr>`;
  return `<tr>${name}<td class="old">${value(before)}</td><td class="new">${summary}${value(after)}</td></tr>`;
}

function value(shown: string | null): string {
  if (shown === null) return '<span class="none">not set</span>';
  const short = brief(shown);
  return short === shown ? code(shown) : `<span title="${text(shown)}">${code(short)}</span>`;
}

function meaningOf(meaning: Meaning): string {
  const lines = meaning.lines.map(
    ({ sign, text: line }) => `<span class="${LINE_CLASSES[sign]}">${sign === '~' ? '…' : sign} ${text(line)}</span>`,
  );
  const more = meaning.omitted > 0 ? `<span class="s">${counted(meaning.omitted, 'more line')}</span>` : '';
  const block = lines.length === 0 ? '' : `<pre class="diff">${lines.join('')}${more}</pre>`;
  return `<p class="meaning">${effectOf(meaning)}</p>${block}`;
}

const LINE_CLASSES = { '+': 'p', '-': 'm', ' ': 'c', '~': 's' } as const;

function effectOf({ effect, summary }: Meaning): string {
  return effect === 'changed' ? text(summary) : `<b class="${effect}">${text(summary)}</b>`;
}
