import * as z from 'zod';

/** Where the audit log is shipped to: a folder, a server that takes lines over a stream, or object storage. */
const DESTINATION =
  /^(file:\/\/\/.+|(tcp|tls):\/\/[^/:]+:\d{1,5}|unix:\/\/\/.+|s3:\/\/[^/?]+\/([^?]+\/)?\?region=[\w-]+(&endpoint=\S+)?)$/;

/** How a node ships its audit log. Nothing of it is secret. */
export const auditShipping = z.object({
  /** `file:///folder`, `tcp://host:port`, `tls://host:port`, `unix:///socket` or `s3://bucket/prefix/?region=region`. */
  ship_to: z
    .string()
    .regex(
      DESTINATION,
      'expected file:///folder, tcp://host:port, tls://host:port, unix:///socket or s3://bucket/prefix/?region=region',
    ),
  /** Absolute path, on the machines, of the authorities of a `tls` server; null for those that Node trusts. */
  ca_file: z.string().startsWith('/').nullable(),
});
export type AuditShipping = z.infer<typeof auditShipping>;

/** How the shipping stands, as the node itself sees it. */
export const auditState = z.object({
  /** Bytes on the node that the destination has not taken yet. */
  pending: z.number(),
  /** When it last took some (ISO 8601). */
  shipped: z.string().nullable(),
  /** How often lines had to be deleted before they were shipped, since the machine was made. */
  gaps: z.number(),
  /** Why the last attempt failed; null once one succeeded. */
  failure: z.object({ at: z.string(), reason: z.string() }).nullable(),
});
export type AuditState = z.infer<typeof auditState>;
