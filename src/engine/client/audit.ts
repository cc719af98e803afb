import * as z from 'zod';
import { dataOf } from './envelope.js';
import type { CallOptions } from './options.js';
import { enginePath } from './path.js';
import type { Transport } from './transport.js';

const auditDevice = z.object({
  type: z.string(),
  description: z.string(),
  options: z
    .record(z.string(), z.string())
    .nullish()
    .transform((options) => options ?? {}),
});
export type AuditDevice = z.infer<typeof auditDevice>;

const auditBody = dataOf(z.record(z.string(), auditDevice));

/** Audit devices. OpenBao ≥ 2.3.2 refuses to create them here and wants them in its configuration. */
export class AuditApi {
  constructor(private readonly transport: Transport) {}

  /** Devices by path, each with a slash at its end. */
  list(options?: CallOptions): Promise<Readonly<Record<string, AuditDevice>>> {
    return this.transport.json({ method: 'GET', path: 'sys/audit' }, auditBody, options);
  }

  enable(
    path: string,
    body: { readonly type: string; readonly description?: string; readonly options: Readonly<Record<string, string>> },
    options?: CallOptions,
  ): Promise<void> {
    return this.transport.send({ method: 'PUT', path: `sys/audit/${enginePath(path)}`, body }, options);
  }

  disable(path: string, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'DELETE', path: `sys/audit/${enginePath(path)}` }, options);
  }
}
