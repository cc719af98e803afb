import * as z from 'zod';
import { dataOf } from './envelope.js';
import { orNull } from './listing.js';
import type { CallOptions } from './options.js';
import { enginePath, segment } from './path.js';
import type { Transport } from './transport.js';

const keyBody = dataOf(
  z.object({
    name: z.string(),
    type: z.string(),
    latest_version: z.number(),
    deletion_allowed: z.boolean(),
    exportable: z.boolean(),
  }),
);
export type TransitKey = z.infer<typeof keyBody>;

/** Keys of a transit mount. */
export class TransitApi {
  constructor(
    private readonly transport: Transport,
    private readonly mount = 'transit',
  ) {}

  /** Makes the key; one that exists is left as it is. */
  createKey(name: string, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'POST', path: this.path(name), body: { type: 'aes256-gcm96' } }, options);
  }

  /** Null when there is no such key. */
  key(name: string, options?: CallOptions): Promise<TransitKey | null> {
    return orNull(this.transport.json({ method: 'GET', path: this.path(name) }, keyBody, options));
  }

  private path(name: string): string {
    return `${enginePath(this.mount)}/keys/${segment(name)}`;
  }
}
