import { counted } from '../../mask/safe-text.js';
import type { Review } from '../../model/index.js';
import { KINDS } from '../words.js';
import { attributeLines, lineOf } from './change.js';
import { code, fence, prose } from './escape.js';
import type { Level } from './levels.js';
import type { Sheet } from './sheet.js';

/** Drift, deferred changes, actions, outputs and checks, each folded. */
export function addOthers(sheet: Sheet, review: Review, level: Level): void {
  const { drift, deferred, actions, outputs, checks, irrelevant_drift: hidden } = review;
  const limit = level.others;
  if (limit === 0) return;
  section(sheet, 'Changed outside of Terraform', drift, limit, (change) => {
    sheet.add(lineOf(change));
    if (level.changes === 'attributes' && change.kind === 'update') {
      sheet.add('', ...fence(change.attributes.flatMap(attributeLines), 'diff'), '');
    }
  });
  if (hidden > 0)
    sheet.add(
      '',
      `${counted(hidden, 'more object')} drifted; nothing in this plan depends on ${hidden === 1 ? 'it' : 'them'}.`,
    );
  section(sheet, 'Deferred to a later plan', deferred, limit, ({ change, reason }) => {
    sheet.add(`${lineOf(change)} (${prose(reason)})`);
  });
  section(sheet, 'Actions that the apply runs', actions, limit, ({ address, type, trigger }) => {
    sheet.add(`- ${code(address)} ${prose(type)}${trigger === null ? '' : `, after ${prose(trigger)}`}`);
  });
  section(sheet, 'Outputs', outputs, limit, ({ name, kind, attributes }) => {
    sheet.add(`- **${KINDS[kind]}** ${code(name)}`);
    if (level.changes === 'attributes') sheet.add('', ...fence(attributes.flatMap(attributeLines), 'diff'), '');
  });
  section(sheet, 'Checks', checks, limit, ({ address, status, problems }) => {
    const why = problems.map((problem) => `: ${prose(problem)}`).join('');
    sheet.add(`- ${status === 'pass' ? '✅' : '⚠️'} ${status} ${code(address)}${why}`);
  });
}

function section<T>(sheet: Sheet, title: string, items: readonly T[], limit: number, write: (item: T) => void): void {
  if (items.length === 0) return;
  sheet.add('', `<details><summary>${title} (${items.length})</summary>`, '');
  for (const item of items.slice(0, limit)) write(item);
  if (items.length > limit) sheet.add(`- ${items.length - limit} more`);
  sheet.add('', '</details>');
}
