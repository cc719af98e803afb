import { SHORTEST_PART } from './secret-index.js';

/** A line of a longer secret is searched for by itself from this length on: indenting breaks the whole apart. */
const SHORTEST_LINE = 16;

/**
 * The forms in which a secret turns up elsewhere in a plan: as it is, inside JSON and JSON inside JSON (Terraform's `jsonencode` also escapes
 * `<`, `>` and `&`), in a URL, in hexadecimal, in base64 at any of the three alignments, and line by line.
 */
export function formsOf(secret: string): string[] {
  // Encoders write lone surrogates as the replacement character.
  const whole = Buffer.from(secret, 'utf8').toString('utf8');
  const forms = new Set(whole === secret ? textForms(secret) : [...textForms(secret), ...textForms(whole)]);
  forms.add(encodeURIComponent(whole));
  if (whole.length >= 8) for (const form of binaryForms(whole)) forms.add(form);
  return [...forms].filter((form) => form.length >= SHORTEST_PART && !form.startsWith('-----BEGIN'));
}

function* textForms(secret: string): Generator<string> {
  yield secret;
  yield secret.trim();
  for (const escaped of [inJson(secret), inJson(inJson(secret))]) {
    yield escaped;
    yield escaped.replace(/[<>&]/g, (found) => `\\u00${found.charCodeAt(0).toString(16)}`);
  }
  const lines = secret.split('\n');
  if (lines.length === 1) return;
  for (const line of lines.map((text) => text.trim())) if (line.length >= SHORTEST_LINE) yield line;
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function* binaryForms(secret: string): Generator<string> {
  const bytes = Buffer.from(secret, 'utf8');
  const hex = bytes.toString('hex');
  yield hex;
  yield hex.toUpperCase();
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and last characters mix with the neighbours of the secret and are left out of the search.
    const start = shift === 0 ? 0 : shift + 1;
    const rest = (shift + bytes.length) % 3;
    const core = encoded.slice(start, rest === 0 ? encoded.length : encoded.length - 1);
    if (core.length < 8) continue;
    yield core;
    yield core.replaceAll('+', '-').replaceAll('/', '_');
  }
}
