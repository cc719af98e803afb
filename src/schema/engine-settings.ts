import * as z from 'zod';

/** Names that are the engine's own, or ours. */
const TAKEN = /^(root|default|control-group|response-wrapping|quorate-.*)$/;
const OWN_MOUNT = /^(quorate|token)(\/|$)/;

/** Name of a policy of the user's. Engines write names in lower case. */
export const policyName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_.-]{0,127}$/,
    'a policy is named with lower-case letters, digits, dots, dashes and underscores',
  )
  .refine((name) => !TAKEN.test(name), 'this name is taken: by the engine, or by the policies of Quorate');

/** Path of an auth method of the user's, without a slash at its end. */
export const authPath = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]*(\/[a-z0-9][a-z0-9_-]*)*$/,
    'a path has lower-case letters, digits, dashes, underscores, and slashes between them',
  )
  .refine((path) => !OWN_MOUNT.test(path), 'this path is taken: by the engine, or by the logins of Quorate');

const lease = z
  .number()
  .int()
  .min(0)
  .max(10 * 365 * 24 * 3600);

/** An auth method that the cluster needs. Its own configuration and roles are for Terraform's provider of the engine. */
export const authMethod = z.object({
  /** As the engine names it: `approle`, `userpass`, `jwt`, `oidc` … */
  type: z
    .string()
    .regex(/^[a-z][a-z0-9_-]*$/, 'the type of an auth method is its name in the engine, for example approle'),
  description: z.string(),
  /** Seconds; 0 for the engine's own. */
  default_lease_ttl: lease,
  /** Seconds; 0 for the engine's own. */
  max_lease_ttl: lease,
});
export type AuthMethod = z.infer<typeof authMethod>;

/** Autopilot of a cluster at rest, in whole seconds; null for what Quorate runs with. */
export const autopilotSettings = z.object({
  last_contact_threshold: z.number().int().min(1).max(3600).nullable(),
  max_trailing_logs: z.number().int().min(100).max(1_000_000).nullable(),
  server_stabilization_time: z.number().int().min(1).max(3600).nullable(),
});
