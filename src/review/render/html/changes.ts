import { counted } from '../../mask/safe-text.js';
import type { Change } from '../../model/index.js';
import { explanationOf } from '../details.js';
import { KINDS } from '../words.js';
import { attributesTable } from './attributes.js';
import { code, text } from './escape.js';

/** One object: a line that opens into its attributes. */
export function changeBlock(change: Change, id: string): string {
  const explanation = explanationOf(change);
  const head =
    `<span class="kind ${change.kind}">${text(KINDS[change.kind])}</span>` +
    `<span class="address mono">${text(change.address)}</span>` +
    (change.protected && destroys(change) ? '<span class="flag">protected</span>' : '') +
    (explanation === '' ? '' : `<span class="why">${text(explanation)}</span>`);
  const body = attributesTable(change.attributes, change.kind) + omitted(change) + unchanged(change);
  const attributes = `id="${id}" class="change" data-item data-kind="${change.kind}"`;
  if (body === '') return `<div ${attributes}><div class="row">${head}</div></div>`;
  return `<details ${attributes}><summary>${head}</summary>${body}</details>`;
}

function destroys({ kind }: Change): boolean {
  return kind === 'delete' || kind === 'replace';
}

function omitted(change: Change): string {
  return change.omitted === 0
    ? ''
    : `<p class="unchanged">not listed: ${counted(change.omitted, 'more attribute')}</p>`;
}

function unchanged({ unchanged: same }: Change): string {
  if (same.length === 0) return '';
  const rows = same.map(({ path, value }) => `<dt>${code(path)}</dt><dd>${code(value)}</dd>`).join('');
  return `<details class="unchanged"><summary>${same.length} unchanged</summary><dl>${rows}</dl></details>`;
}
