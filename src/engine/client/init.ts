import * as z from 'zod';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';

/** Whether the seal keeps unseal shares (Shamir) or recovery shares (every other seal); the wrong one is refused. */
export type ShareKind = 'unseal' | 'recovery';

/**
 * What to initialize with. Parse and trial-encrypt every key first: the engine answers 400 to a key that cannot
 * encrypt, but is then initialized and nobody has the keys.
 */
export interface InitRequest {
  readonly kind: ShareKind;
  readonly shares: number;
  readonly threshold: number;
  /** Base64 of binary public keys, one a share; `plaintext` returns shares and root token in clear. */
  readonly protection: { readonly shareKeys: readonly string[]; readonly rootTokenKey: string } | 'plaintext';
}

const initBody = z.object({
  keys: z.array(z.string()).default([]),
  keys_base64: z.array(z.string()).default([]),
  recovery_keys: z.array(z.string()).nullish(),
  recovery_keys_base64: z.array(z.string()).nullish(),
  root_token: z.string(),
});

/** Shares in hex and base64 (of PGP messages, when keys were given) and the root token (base64 PGP message, likewise). */
export interface InitReply {
  readonly shares: readonly string[];
  readonly sharesBase64: readonly string[];
  readonly rootToken: string;
}

/** Whether the node is initialized. Needs no token. */
export async function initialized(transport: Transport, options?: CallOptions): Promise<boolean> {
  const body = z.object({ initialized: z.boolean() });
  return (await transport.json({ method: 'GET', path: 'sys/init' }, body, options)).initialized;
}

/**
 * Initializes a cluster: at most once in its life, its reply cannot be had again. Needs no token.
 *
 * @throws Error when a key is empty or not one key a share: the engine would hand out secrets in clear.
 */
export async function init(transport: Transport, request: InitRequest, options?: CallOptions): Promise<InitReply> {
  const body = { ...shareFields(request), ...rootField(request) };
  const reply = await transport.json({ method: 'PUT', path: 'sys/init', body }, initBody, options);
  return request.kind === 'unseal'
    ? { shares: reply.keys, sharesBase64: reply.keys_base64, rootToken: reply.root_token }
    : {
        shares: reply.recovery_keys ?? [],
        sharesBase64: reply.recovery_keys_base64 ?? [],
        rootToken: reply.root_token,
      };
}

function shareFields({ kind, shares, threshold, protection }: InitRequest): object {
  const keys = protection === 'plaintext' ? {} : { pgp: protection.shareKeys };
  if (keys.pgp !== undefined && (keys.pgp.length !== shares || keys.pgp.some((key) => key === ''))) {
    throw new Error(
      `Initialization needs one non-empty PGP key a share: expected ${shares}, received ${keys.pgp.length}`,
    );
  }
  return kind === 'unseal'
    ? { secret_shares: shares, secret_threshold: threshold, pgp_keys: keys.pgp }
    : { recovery_shares: shares, recovery_threshold: threshold, recovery_pgp_keys: keys.pgp };
}

function rootField({ protection }: InitRequest): object {
  if (protection === 'plaintext') return {};
  if (protection.rootTokenKey === '') {
    throw new Error('An empty root token key makes the engine answer the root token in clear; give a PGP key');
  }
  return { root_token_pgp_key: protection.rootTokenKey };
}
