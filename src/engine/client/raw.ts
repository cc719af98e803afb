import * as z from 'zod';
import { listKeys, orNull } from './listing.js';
import type { CallOptions } from './options.js';
import { enginePath } from './path.js';
import type { Transport } from './transport.js';

const entryBody = z.object({ data: z.object({ value: z.string() }) });

/** The storage below every mount, decrypted: in recovery mode all that there is. Its root has to end with a slash. */
export class RawApi {
  constructor(private readonly transport: Transport) {}

  /** Names below a folder; an empty path is the root. */
  list(folder: string, options?: CallOptions): Promise<readonly string[]> {
    return listKeys(this.transport, `${rawPath(folder)}/`, options);
  }

  /** An entry as text, null when there is none. */
  async read(path: string, options?: CallOptions): Promise<string | null> {
    const request = { method: 'GET', path: rawPath(path) } as const;
    return (await orNull(this.transport.json(request, entryBody, options)))?.data.value ?? null;
  }

  remove(path: string, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'DELETE', path: rawPath(path) }, options);
  }
}

function rawPath(path: string): string {
  return path === '' ? 'sys/raw' : enginePath('sys/raw', path);
}
