import * as z from 'zod';
import type { ShareKind } from './init.js';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';

const statusBody = z.object({
  started: z.boolean(),
  nonce: z.string(),
  /** New threshold and number of shares. */
  t: z.number(),
  n: z.number(),
  progress: z.number(),
  required: z.number(),
  verification_required: z.boolean().default(false),
  /** Once new shares were made and wait for their proof. */
  verification_nonce: z.string().default(''),
});
export type RekeyStatus = z.infer<typeof statusBody>;

const updateBody = z.object({
  complete: z.boolean().default(false),
  nonce: z.string(),
  progress: z.number().optional(),
  required: z.number().optional(),
  keys: z.array(z.string()).default([]),
  keys_base64: z.array(z.string()).default([]),
  verification_required: z.boolean().default(false),
  verification_nonce: z.string().optional(),
});

/** New shares once `complete`; hex and base64, of PGP messages when keys were given. */
export type RekeyProgress = z.infer<typeof updateBody>;

const verificationBody = z.object({ nonce: z.string(), t: z.number(), progress: z.number() });

/** How far the new shares are proven. */
export type RekeyVerification = z.infer<typeof verificationBody>;

/** Replaces the unseal or recovery shares. */
export class RekeyApi {
  private readonly root: string;

  constructor(
    private readonly transport: Transport,
    kind: ShareKind = 'unseal',
  ) {
    this.root = kind === 'unseal' ? 'sys/rekey' : 'sys/rekey-recovery-key';
  }

  status(options?: CallOptions): Promise<RekeyStatus> {
    return this.transport.json({ method: 'GET', path: `${this.root}/init` }, statusBody, options);
  }

  /** `pgp_keys`: base64 of binary keys, one a share; without them shares come in clear. With `require_verification` the old shares hold until verified. */
  start(
    body: {
      readonly secret_shares: number;
      readonly secret_threshold: number;
      readonly pgp_keys?: readonly string[];
      readonly require_verification?: boolean;
    },
    options?: CallOptions,
  ): Promise<RekeyStatus> {
    return this.transport.json({ method: 'PUT', path: `${this.root}/init`, body }, statusBody, options);
  }

  update(key: string, nonce: string, options?: CallOptions): Promise<RekeyProgress> {
    return this.transport.json(
      { method: 'PUT', path: `${this.root}/update`, body: { key, nonce } },
      updateBody,
      options,
    );
  }

  /** @throws EngineError while no new shares wait for their proof. */
  verificationStatus(options?: CallOptions): Promise<RekeyVerification> {
    return this.transport.json({ method: 'GET', path: `${this.root}/verify` }, verificationBody, options);
  }

  /** Proves one new share. */
  verify(key: string, nonce: string, options?: CallOptions): Promise<RekeyProgress> {
    return this.transport.json(
      { method: 'PUT', path: `${this.root}/verify`, body: { key, nonce } },
      updateBody,
      options,
    );
  }

  /** `nonce` as `start` or `status` gave it. */
  cancel(nonce: string, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'DELETE', path: `${this.root}/init`, body: { nonce } }, options);
  }
}
