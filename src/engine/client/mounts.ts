import * as z from 'zod';
import { dataOf } from './envelope.js';
import type { CallOptions } from './options.js';
import { enginePath } from './path.js';
import type { Transport } from './transport.js';

const mount = z.object({
  type: z.string(),
  description: z.string(),
  accessor: z.string().optional(),
  options: z.record(z.string(), z.string()).nullish(),
  /** Seconds; 0 for the engine's own. */
  config: z.object({ default_lease_ttl: z.number(), max_lease_ttl: z.number() }).optional(),
  /** Of the binary of a plugin that was registered from outside; empty for a built-in one. */
  running_sha256: z.string().optional(),
});
export type Mount = z.infer<typeof mount>;

const mountsBody = dataOf(z.record(z.string(), mount));

/** What to mount, with the engine's own field names. */
export interface MountRequest {
  readonly type: string;
  readonly description?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, string>>;
}

/** What of a mount can be changed. */
export interface MountTuning {
  readonly description: string;
  readonly default_lease_ttl: number;
  readonly max_lease_ttl: number;
}

/** Mounts of one kind: secrets engines (`sys/mounts`) or auth methods (`sys/auth`). */
export class MountsApi {
  constructor(
    private readonly transport: Transport,
    private readonly root: 'sys/mounts' | 'sys/auth',
  ) {}

  /** Mounts by path, each with a slash at its end. */
  list(options?: CallOptions): Promise<Readonly<Record<string, Mount>>> {
    return this.transport.json({ method: 'GET', path: this.root }, mountsBody, options);
  }

  /** @throws EngineError 400 "path is already in use" when something is mounted there. */
  enable(path: string, body: MountRequest, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'POST', path: `${this.root}/${enginePath(path)}`, body }, options);
  }

  /** Changes how long its leases last (seconds, 0 for the engine's own), and what it is called. */
  tune(path: string, body: MountTuning, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'POST', path: `${this.root}/${enginePath(path)}/tune`, body }, options);
  }

  /** Removes the mount and everything in it. */
  disable(path: string, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'DELETE', path: `${this.root}/${enginePath(path)}` }, options);
  }
}
