/** Why no answer came; `aborted` never appears here, the caller's own reason is thrown instead. */
export type UnreachableKind = 'refused' | 'no-route' | 'tls' | 'reset' | 'timeout' | 'closed' | 'other';

/** The engine answered, and the answer was no. Never holds the request's body or token. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    readonly method: string,
    /** Path below `v1/`. */
    readonly path: string,
    /** HTTP status; 307 means "another node leads", redirects are never followed. */
    readonly status: number,
    /** The engine's own words, with everything secret of the request struck out. */
    readonly errors: readonly string[],
    /** Where a redirect leads. */
    readonly location: string | null = null,
  ) {
    super(`${method} ${path} answered ${status}${errors.length > 0 ? `: ${errors.map(oneLine).join('; ')}` : ''}`);
  }

  /** Whether one of the engine's own messages contains this text (letter case ignored). */
  says(text: string): boolean {
    return this.errors.some((error) => error.toLowerCase().includes(text.toLowerCase()));
  }
}

/** The engine did not answer: not there, not trusted, or too late. */
export class EngineUnreachable extends Error {
  override readonly name = 'EngineUnreachable';

  constructor(
    readonly address: string,
    readonly method: string,
    readonly path: string,
    readonly kind: UnreachableKind,
    /** False when the request certainly never left; true means it may have been carried out: look before repeating. */
    readonly maybeDelivered: boolean,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${address} did not answer ${method} ${path}: ${detail}`, options);
  }
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ');
