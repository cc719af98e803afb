import { keysOf } from './envelope.js';
import { EngineError } from './errors.js';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';

/** The keys below a path; an empty folder is answered 404 without a word, which is an empty list. */
export async function listKeys(transport: Transport, path: string, options?: CallOptions): Promise<string[]> {
  try {
    return await transport.json({ method: 'GET', path, query: { list: 'true' } }, keysOf, options);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

/** A 404 without an error text: nothing there. With one ("no handler for route") the path itself is wrong. */
export const isAbsence = (error: unknown): boolean =>
  error instanceof EngineError && error.status === 404 && error.errors.length === 0;

/** The value, or null where the engine says that nothing is there. */
export async function orNull<T>(value: Promise<T>): Promise<T | null> {
  try {
    return await value;
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}
