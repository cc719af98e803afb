import type * as z from 'zod';
import { QuorateError } from '../schema/index.js';

/** A value as bytes for a store: indented, because people read these files. */
export function encodeJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Parses stored bytes. Parsers quote what they read, and stores hold secrets, so the error names the key and the
 * fields only.
 *
 * @throws QuorateError `QRT-STORE-CORRUPT`
 */
export function decodeJson<T>(schema: z.ZodType<T>, body: Uint8Array, key: string): T {
  const parsed = parse(body);
  if (parsed === undefined) throw corrupt(key, 'it is not JSON');
  const result = schema.safeParse(parsed.value);
  if (result.success) return result.data;
  const fields = [...new Set(result.error.issues.map((issue) => issue.path.join('.') || '(top)'))];
  throw corrupt(key, `these fields are not as expected: ${fields.join(', ')}`);
}

function parse(body: Uint8Array): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(Buffer.from(body).toString('utf8')) };
  } catch {
    return undefined;
  }
}

function corrupt(key: string, reason: string): QuorateError {
  return new QuorateError(
    'QRT-STORE-CORRUPT',
    `${key} in the environment store cannot be understood: ${reason}`,
    'It was changed by hand or written by another release. Restore it from a copy; do not delete it before you know what it held.',
  );
}
