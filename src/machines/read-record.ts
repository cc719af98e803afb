import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { QuorateError } from '../schema/index.js';

/** What a file is a record of, and the code of the error when it cannot be understood. */
export interface RecordKind<T> {
  readonly of: string;
  readonly schema: z.ZodType<T>;
  readonly code: `QRT-${string}`;
}

/**
 * A record from its file, or null when there is no such file.
 *
 * @throws QuorateError with the kind's code when it cannot be understood.
 */
export async function readRecord<T>(path: string, { of, schema, code }: RecordKind<T>): Promise<T | null> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    if (reason === 'ENOENT' || reason === 'ENOTDIR') return null;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(content));
  } catch (error) {
    throw new QuorateError(
      code,
      `${path} is not a ${of}'s record as this version writes it`,
      'It was changed by hand or by another version of quorate: use that version, or remove the environment with `npm run down`.',
      { cause: error },
    );
  }
}
