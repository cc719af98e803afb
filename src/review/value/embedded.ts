import { gunzipSync } from 'node:zlib';

/** A compressed document that unpacks to more than this is shown as "too large", never unpacked further. */
const LARGEST = 16 * 1024 * 1024;

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

/** The text behind base64 and gzip, as user data comes; undefined when the text is not encoded or is no text inside. */
export function decoded(text: string): string | undefined {
  if (text.length < 16 || !BASE64.test(text)) return undefined;
  const compact = text.replace(/\s+/g, '');
  if (compact.length % 4 !== 0) return undefined;
  const bytes = Buffer.from(compact, 'base64');
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? unpacked(bytes) : textOf(bytes);
}

/** Text that is a JSON object or list, parsed; undefined for anything else. */
export function parseEmbedded(text: unknown): unknown {
  if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** True for text that reads as a document and not as a value. */
export function isDocument(text: string): boolean {
  return text.split('\n', 3).length > 2;
}

function unpacked(bytes: Buffer): string | undefined {
  try {
    return textOf(gunzipSync(bytes, { maxOutputLength: LARGEST }));
  } catch {
    return undefined;
  }
}

/** Text only when it is one: valid UTF-8 without control characters of binary formats. */
function textOf(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell binary data from text
    return /[\u0000-\u0008\u000e-\u001a]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
