import { QuorateError, reasonOf } from '../schema/index.js';

/** Exit codes of `quorate`; some commands give 0, 1 and 2 meanings of their own, which their help states. */
export const EXIT = { done: 0, failed: 1, cannotTell: 2 } as const;

/** Prints what went wrong on standard error, as every command does it. */
export function printError(error: unknown): void {
  const text = error instanceof QuorateError ? error.toString() : reasonOf(error);
  process.stderr.write(`${text}\n`);
}
