import * as z from 'zod';
import { dataOf } from './envelope.js';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';

const historyBody = dataOf(
  z.object({
    key_info: z.record(
      z.string(),
      z.object({
        previous_version: z.string().nullish(),
        timestamp_installed: z.string(),
        build_date: z.string().optional(),
      }),
    ),
  }),
);

/** A version that has led the cluster, and since when (RFC 3339). */
export interface InstalledVersion {
  readonly version: string;
  readonly installedAt: string;
}

const hostBody = dataOf(
  z.object({
    timestamp: z.string(),
    host: z
      .object({ hostname: z.string(), bootTime: z.number(), uptime: z.number(), os: z.string() })
      .partial()
      .nullish(),
    memory: z.object({ total: z.number(), available: z.number(), used: z.number() }).partial().nullish(),
  }),
);
export type HostInfo = z.infer<typeof hostBody>;

/** What the engine tells about itself and its host. */
export class SystemApi {
  constructor(private readonly transport: Transport) {}

  /** Versions that were active, oldest first: one of the new version here is the point of no return. */
  async versionHistory(options?: CallOptions): Promise<readonly InstalledVersion[]> {
    const request = { method: 'GET', path: 'sys/version-history', query: { list: 'true' } } as const;
    const { key_info } = await this.transport.json(request, historyBody, options);
    return Object.entries(key_info)
      .map(([version, info]) => ({ version, installedAt: info.timestamp_installed }))
      .sort((a, b) => Date.parse(a.installedAt) - Date.parse(b.installedAt));
  }

  hostInfo(options?: CallOptions): Promise<HostInfo> {
    return this.transport.json({ method: 'GET', path: 'sys/host-info' }, hostBody, options);
  }

  /** The server's own configuration with everything secret left out. */
  sanitizedConfiguration(options?: CallOptions): Promise<Readonly<Record<string, unknown>>> {
    const body = dataOf(z.record(z.string(), z.unknown()));
    return this.transport.json({ method: 'GET', path: 'sys/config/state/sanitized' }, body, options);
  }

  /** In the Prometheus text format. */
  metrics(options?: CallOptions): Promise<string> {
    return this.transport.text({ method: 'GET', path: 'sys/metrics', query: { format: 'prometheus' } }, options);
  }
}
