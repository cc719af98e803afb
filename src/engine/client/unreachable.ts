import { CLOSED, NOT_CONNECTED } from './connections.js';
import { EngineUnreachable, type UnreachableKind } from './errors.js';

/** Turns whatever the HTTP library threw into one kind of error that says whether the request may have been carried out. */
export function unreachable(address: string, method: string, path: string, error: unknown): EngineUnreachable {
  const [kind, maybeDelivered] = kindOf(error);
  const code = codeOf(error);
  const detail = error instanceof Error ? error.message || code : String(error);
  return new EngineUnreachable(address, method, path, kind, maybeDelivered, detail || kind, { cause: error });
}

function kindOf(error: unknown): readonly [UnreachableKind, boolean] {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return ['refused', false];
  if (['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)) {
    return ['no-route', false];
  }
  if (code === NOT_CONNECTED) return ['timeout', false];
  if (code === 'ETIMEDOUT') return ['timeout', true];
  if (code === CLOSED) return ['closed', false];
  if (TLS_CODES.test(code)) return ['tls', false];
  if (['ECONNRESET', 'EPIPE'].includes(code)) return ['reset', true];
  return ['other', true];
}

const TLS_CODES = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|UNABLE_TO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : '';
}
