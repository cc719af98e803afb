import type { Masker } from '../../mask/masker.js';
import { type SafeText, say } from '../../mask/safe-text.js';
import type { DifferenceLine, Meaning } from '../../model/index.js';
import { parseEmbedded } from '../../value/embedded.js';
import { equal } from '../../value/equal.js';
import { jsonDifference } from './json-difference.js';
import { lineDifference } from './line-difference.js';

const MOST_LINES = 120;

/** Documents longer than this are compared by equality alone. */
const LONGEST = 512 * 1024;

/** The difference of two documents that are shown as text: JSON by its places, anything else line by line. */
export function documentMeaning(before: string | null, after: string | null, masker: Masker): Meaning {
  const json = [before, after].map((text) => (text === null ? null : parseEmbedded(text)));
  if (json.every((value) => value !== undefined)) return jsonMeaning(json[0], json[1], masker);
  if ((before?.length ?? 0) > LONGEST || (after?.length ?? 0) > LONGEST) {
    return meaning('document', say`too long to compare line by line`, []);
  }
  const left = before === null ? null : masker.document(before);
  const right = after === null ? null : masker.document(after);
  if (left === right) return meaning('document', say`only masked parts differ`, []);
  return meaning('document', say`decoded document, line by line`, lineDifference(left, right));
}

/** The difference of two JSON documents. */
export function jsonMeaning(before: unknown, after: unknown, masker: Masker): Meaning {
  if (equal(before, after))
    return { ...meaning('json', say`the same content, written differently`, []), effect: 'equal' };
  const lines = jsonDifference(before ?? undefined, after ?? undefined, masker);
  if (lines.length > 0) return meaning('json', say`JSON, place by place`, lines);
  return { ...meaning('json', say`the same content in another order`, []), effect: 'equal' };
}

function meaning(kind: Meaning['kind'], summary: SafeText, lines: readonly DifferenceLine[]): Meaning {
  return {
    kind,
    effect: 'changed',
    summary,
    lines: lines.slice(0, MOST_LINES),
    omitted: Math.max(0, lines.length - MOST_LINES),
  };
}
