import type { Review } from '../../model/index.js';
import { code } from '../../render/markdown/escape.js';

/** What a comment becomes when the plan has become empty: one line that takes no room. */
export function foldedComment(review: Review, marker: string): string {
  const where = review.environment === null ? '' : ` · ${review.environment.replace(/[^\w.-]/g, '_')}`;
  return [
    marker,
    `<details><summary>🟢 Quorate review${where} · nothing to do</summary>`,
    '',
    `${review.counts.unchanged} objects are as the configuration says. Fingerprint ${code(review.fingerprint)}.`,
    '',
    '</details>',
    '',
  ].join('\n');
}
