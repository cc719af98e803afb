import { counted } from '../../mask/safe-text.js';
import type { Review } from '../../model/index.js';
import { code, shortCommit } from '../../render/markdown/escape.js';

/** What a comment becomes when the plan has become empty: one line that takes no room. */
export function foldedComment(review: Review, marker: string, commit?: string): string {
  const where = review.environment === null ? '' : ` · ${review.environment.replace(/[^\w.-]/g, '_')}`;
  const of = commit === undefined ? '' : ` of commit ${shortCommit(commit)}`;
  return [
    marker,
    `<details><summary>🟢 Quorate review${where} · nothing to do</summary>`,
    '',
    `${counted(review.counts.unchanged, 'object is', 'objects are')} as the configuration${of} says. Fingerprint ${code(review.fingerprint)}.`,
    '',
    '</details>',
    '',
  ].join('\n');
}
