/**
 * An operational error: something outside the program went wrong and a person can cure it.
 *
 * The message says what happened, what was expected and what was received; `cure` says what to do.
 * Programming mistakes and misuse of constructs throw a plain `Error` instead.
 */
export class QuorateError extends Error {
  override readonly name = 'QuorateError';

  constructor(
    /** Stable code, documented in docs/errors.md, for example `QRT-INIT-LOST`. */
    readonly code: `QRT-${string}`,
    message: string,
    /** What the reader should do next; one or two sentences, commands included. */
    readonly cure: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** The error as operators read it: code, what happened, cure. */
  override toString(): string {
    return `${this.code}: ${this.message}\n${this.cure}`;
  }
}

/** The reason of any thrown value, as one readable line. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
