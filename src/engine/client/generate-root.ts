import * as z from 'zod';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';

const attemptBody = z.object({
  started: z.boolean(),
  nonce: z.string(),
  progress: z.number(),
  required: z.number(),
  complete: z.boolean(),
  /** XOR of token and one-time password, or a PGP message; once complete. */
  encoded_token: z.string().default(''),
  /** One-time password, only in the answer to `start`. */
  otp: z.string().optional(),
  otp_length: z.number().optional(),
});
export type RootAttempt = z.infer<typeof attemptBody>;

/** Makes a root token, or in recovery mode a recovery token, from a quorum of shares. */
export class GenerateRootApi {
  private readonly root: string;

  constructor(
    private readonly transport: Transport,
    kind: 'root' | 'recovery-token' = 'root',
  ) {
    this.root = `sys/generate-${kind}`;
  }

  status(options?: CallOptions): Promise<RootAttempt> {
    return this.transport.json({ method: 'GET', path: `${this.root}/attempt` }, attemptBody, options);
  }

  /** With a PGP key (base64 of the binary key) the token comes encrypted, else with a one-time password. */
  start(pgpKey?: string, options?: CallOptions): Promise<RootAttempt> {
    const body = pgpKey === undefined ? {} : { pgp_key: pgpKey };
    return this.transport.json({ method: 'PUT', path: `${this.root}/attempt`, body }, attemptBody, options);
  }

  update(key: string, nonce: string, options?: CallOptions): Promise<RootAttempt> {
    return this.transport.json(
      { method: 'PUT', path: `${this.root}/update`, body: { key, nonce } },
      attemptBody,
      options,
    );
  }

  cancel(options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'DELETE', path: `${this.root}/attempt` }, options);
  }
}

/** The token behind `encoded_token` (unpadded base64) and its one-time password. */
export function decodeRootToken(encoded: string, otp: string): string {
  const bytes = Buffer.from(encoded, 'base64');
  const pad = Buffer.from(otp, 'utf8');
  if (bytes.length !== pad.length) {
    throw new Error(`Token and one-time password differ in length: ${bytes.length} and ${pad.length} bytes`);
  }
  return Buffer.from(bytes.map((byte, index) => byte ^ (pad[index] ?? 0))).toString('utf8');
}
