import { createHash } from 'node:crypto';
import type { Masker } from '../mask/masker.js';
import { MASKED, SENSITIVE } from '../mask/patterns.js';
import type { SafeText } from '../mask/safe-text.js';
import { soundsSecret } from '../mask/sensitive-attributes.js';
import { decoded, isDocument, parseEmbedded } from './embedded.js';
import { isRecord } from './json.js';
import { type Mark, markOf } from './marks.js';

/** Longest text of one value; what is longer is cut, with its length and the digest of its masked form. */
export const LONGEST_VALUE = 600;

/** Stands for what Terraform learns during the apply. */
export const UNKNOWN = '(known after apply)';

/** The sparse mirrors of a value. */
export interface Marks {
  readonly sensitive: Mark;
  readonly unknown?: Mark;
}

/** A value on one line, masked: `"text"`, `3`, `{"a":1}`. */
export function show(value: unknown, marks: Marks, masker: Masker): SafeText {
  return cut(write(value, marks, masker)) as SafeText;
}

/** Cuts long text where no character is torn apart, and says what is missing. */
export function cut(text: string, limit = LONGEST_VALUE): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, wholeUntil(text, limit))}… (${text.length} characters in all, masked text ${digestOf(text)})`;
}

/** The beginning of a text that is shown for orientation only: nobody compares what is left out. */
export function shorten(text: SafeText, limit: number): SafeText {
  return (text.length <= limit ? text : `${text.slice(0, wholeUntil(text, limit))}…`) as SafeText;
}

/** The last place up to a limit at which no character is torn apart. */
function wholeUntil(text: string, limit: number): number {
  return /[\ud800-\udbff]$/.test(text.slice(0, limit)) ? limit - 1 : limit;
}

/** Tells long masked texts apart without showing them; only ever made of what is masked already. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function write(value: unknown, marks: Marks, masker: Masker): string {
  if (marks.unknown === true) return UNKNOWN;
  if (marks.sensitive === true) return SENSITIVE;
  if (Array.isArray(value)) return `[${writeList(value, marks, masker).join(',')}]`;
  if (isRecord(value)) return `{${writeRecord(value, marks, masker).join(',')}}`;
  if (typeof value === 'string') return writeText(value, masker);
  if (typeof value === 'number') return masker.value(value);
  return String(value ?? null);
}

/** Text as it reads best: JSON as JSON, documents by their size (their differences are shown line by line elsewhere). */
function writeText(text: string, masker: Masker): string {
  const encoded = decoded(text);
  // Encoded text is hidden as a whole: what is left around a masked part would not decode to anything readable.
  if (masker.reveals(text)) return encoded === undefined ? quoted(masker.value(text)) : MASKED;
  const embedded = parseEmbedded(text);
  if (embedded !== undefined) return write(embedded, { sensitive: false }, masker);
  const document = encoded ?? (isDocument(text) ? text : undefined);
  if (document !== undefined) {
    return `(document, ${document.split('\n').length} lines, masked text ${digestOf(masker.document(document))})`;
  }
  return quoted(masker.value(text));
}

function writeList(value: readonly unknown[], marks: Marks, masker: Masker): string[] {
  return value.map((item, index) => write(item, childMarks(marks, index), masker));
}

function writeRecord(value: Readonly<Record<string, unknown>>, marks: Marks, masker: Masker): string[] {
  const parts = Object.keys(value).map((key) => {
    const child = value[key];
    const hidden = typeof child === 'string' && child !== '' && soundsSecret(key);
    const text = hidden ? SENSITIVE : write(child, childMarks(marks, key), masker);
    return `${quoted(masker.text(key))}:${text}`;
  });
  // What is not known yet is missing from the value and present in its mirror only.
  if (isRecord(marks.unknown)) {
    for (const key of Object.keys(marks.unknown)) {
      if (marks.unknown[key] === true && !Object.hasOwn(value, key))
        parts.push(`${quoted(masker.text(key))}:${UNKNOWN}`);
    }
  }
  return parts;
}

function childMarks(marks: Marks, key: string | number): Marks {
  return { sensitive: markOf(marks.sensitive, key), unknown: markOf(marks.unknown, key) };
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
