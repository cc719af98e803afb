import { EngineError, EngineUnreachable } from '../../engine/index.js';

/** What a request failed with, in a word. */
export function failureOf(error: unknown): string {
  if (error instanceof EngineError) return `http-${error.status}`;
  return error instanceof EngineUnreachable ? error.kind : 'other';
}

/** Whether a library that retries at all tries this again: not what the server will always refuse, nor wrong trust. */
export function isRetried(error: unknown): boolean {
  if (error instanceof EngineUnreachable) return error.kind !== 'tls';
  if (!(error instanceof EngineError)) return false;
  return error.status === 412 || error.status === 429 || (error.status >= 500 && error.status !== 501);
}
