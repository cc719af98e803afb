import * as z from 'zod';
import { dataOf } from './envelope.js';
import { listKeys, orNull } from './listing.js';
import type { CallOptions } from './options.js';
import { enginePath } from './path.js';
import type { Transport } from './transport.js';

const anyData = z.record(z.string(), z.unknown());
const secretBody = dataOf(z.object({ data: anyData, metadata: z.object({ version: z.number() }) }));
const writtenBody = dataOf(z.object({ version: z.number() }));

/** A version of a secret. */
export interface KvSecret {
  readonly data: Readonly<Record<string, unknown>>;
  readonly version: number;
}

/** A version 2 key-value mount; version 1 is the client's plain `read` and `write`. */
export class Kv2Api {
  constructor(
    private readonly transport: Transport,
    private readonly mount: string,
  ) {}

  /** Null when nothing was ever written there. */
  async get(path: string, options?: CallOptions): Promise<KvSecret | null> {
    const request = { method: 'GET', path: this.path('data', path) } as const;
    const secret = await orNull(this.transport.json(request, secretBody, options));
    return secret === null ? null : { data: secret.data, version: secret.metadata.version };
  }

  /** The version written. `cas` is the version that must be there, 0 for none. */
  async put(
    path: string,
    data: Readonly<Record<string, unknown>>,
    options?: CallOptions & { readonly cas?: number },
  ): Promise<number> {
    const body = { data, ...(options?.cas === undefined ? {} : { options: { cas: options.cas } }) };
    const request = { method: 'POST', path: this.path('data', path), body } as const;
    return (await this.transport.json(request, writtenBody, options)).version;
  }

  list(path: string, options?: CallOptions): Promise<readonly string[]> {
    return listKeys(this.transport, this.path('metadata', path), options);
  }

  /** Removes every version. */
  remove(path: string, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'DELETE', path: this.path('metadata', path) }, options);
  }

  private path(kind: 'data' | 'metadata', path: string): string {
    return path === '' ? `${enginePath(this.mount)}/${kind}` : `${enginePath(this.mount)}/${kind}/${enginePath(path)}`;
  }
}
