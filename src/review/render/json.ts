import * as z from 'zod';
import { QuorateError } from '../../schema/index.js';
import { Masker } from '../mask/masker.js';
import { type Review, review } from '../model/index.js';
import { assertDepth } from '../plan/depth.js';
import { parseJson } from '../plan/parse.js';
import { isRecord } from '../value/json.js';

/** The review as JSON, in the published schema. */
export function renderJson(value: Review): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The JSON Schema of the model, as it is published. */
export function reviewJsonSchema(): unknown {
  return { title: 'Quorate review', ...z.toJSONSchema(review, { target: 'draft-2020-12' }) };
}

/** True for a review that `--format json` wrote, as opposed to a plan. */
export function isReviewJson(json: unknown): boolean {
  return isRecord(json) && 'schema' in json && 'fingerprint' in json && 'findings' in json;
}

/**
 * Reads a review back.
 *
 * The file may come from somebody else: shapes of secrets are masked again, and every renderer escapes as ever.
 *
 * @throws QuorateError `QRT-REVIEW-FILE` when it is no review of this version
 */
export function parseReview(text: string): Review {
  return toReview(parseJson(text));
}

/** The same for JSON that has been parsed already. */
export function toReview(json: unknown): Review {
  assertDepth(json);
  const parsed = review.safeParse(masked(json, new Masker([])));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new QuorateError(
    'QRT-REVIEW-FILE',
    `cannot read the review: ${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'unreadable'}`,
    'Pass a file that `quorate review --format json` of the same version wrote.',
  );
}

function masked(value: unknown, masker: Masker): unknown {
  if (typeof value === 'string') return masker.text(value);
  if (Array.isArray(value)) return value.map((item) => masked(item, masker));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, masked(child, masker)]));
}
