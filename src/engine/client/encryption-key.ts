import * as z from 'zod';
import { dataOf } from './envelope.js';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';

const keyBody = dataOf(
  z.object({
    term: z.number().int(),
    install_time: z.string(),
    /** How often it has encrypted, as the engine estimates it. */
    encryptions: z.number().int().nullish(),
  }),
);

/** The key that the engine encrypts its storage with now. */
export type EncryptionKey = z.infer<typeof keyBody>;

/** The barrier's encryption key: nobody ever sees it, and old ones stay for reading. */
export class EncryptionKeyApi {
  constructor(private readonly transport: Transport) {}

  status(options?: CallOptions): Promise<EncryptionKey> {
    return this.transport.json({ method: 'GET', path: 'sys/key-status' }, keyBody, options);
  }

  /** From now on a new key encrypts what is written. */
  rotate(options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'POST', path: 'sys/rotate' }, options);
  }
}
