import * as z from 'zod';
import { authOf, type TokenGrant } from './auth.js';
import { dataOf } from './envelope.js';
import type { CallOptions } from './options.js';
import { segment } from './path.js';
import type { Transport } from './transport.js';

/** A token to be made, with the engine's own field names; durations as `1h`. */
export interface TokenRequest {
  readonly policies?: readonly string[];
  readonly ttl?: string;
  readonly explicit_max_ttl?: string;
  /** Renewable for ever in steps of this length. */
  readonly period?: string;
  readonly type?: 'service' | 'batch';
  readonly display_name?: string;
  readonly num_uses?: number;
  readonly renewable?: boolean;
  readonly no_parent?: boolean;
  readonly no_default_policy?: boolean;
  readonly meta?: Readonly<Record<string, string>>;
}

const lookupBody = dataOf(
  z.object({
    accessor: z.string(),
    display_name: z.string(),
    policies: z.array(z.string()),
    /** Seconds left; 0 for a root token, which has no end. */
    ttl: z.number(),
    type: z.string(),
    orphan: z.boolean(),
    renewable: z.boolean().default(false),
  }),
);
export type TokenState = z.infer<typeof lookupBody>;

/** Tokens. */
export class TokenApi {
  constructor(private readonly transport: Transport) {}

  lookupSelf(options?: CallOptions): Promise<TokenState> {
    return this.transport.json({ method: 'GET', path: 'auth/token/lookup-self' }, lookupBody, options);
  }

  renewSelf(options?: CallOptions): Promise<TokenGrant> {
    return this.transport.json({ method: 'PUT', path: 'auth/token/renew-self', body: {} }, authOf, options);
  }

  revokeSelf(options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'PUT', path: 'auth/token/revoke-self' }, options);
  }

  revokeAccessor(accessor: string, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'PUT', path: 'auth/token/revoke-accessor', body: { accessor } }, options);
  }

  /** A child of the caller's token; `role` takes policies and limits from a token role. */
  create(body: TokenRequest & { readonly role?: string }, options?: CallOptions): Promise<TokenGrant> {
    const { role, ...request } = body;
    const path = role === undefined ? 'auth/token/create' : `auth/token/create/${segment(role)}`;
    return this.transport.json({ method: 'POST', path, body: request }, authOf, options);
  }

  /** A token without parent: it outlives the one that made it. */
  createOrphan(body: TokenRequest, options?: CallOptions): Promise<TokenGrant> {
    return this.transport.json({ method: 'POST', path: 'auth/token/create-orphan', body }, authOf, options);
  }

  /** Writes a token role. */
  putRole(name: string, body: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'POST', path: `auth/token/roles/${segment(name)}`, body }, options);
  }
}
