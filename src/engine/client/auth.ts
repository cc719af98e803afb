import * as z from 'zod';

const grant = z.object({
  client_token: z.string(),
  /** Empty for batch tokens, which cannot be revoked. */
  accessor: z.string(),
  policies: z.array(z.string()),
  /** Seconds. */
  lease_duration: z.number(),
  renewable: z.boolean(),
  token_type: z.string(),
});

/** A token that was just given out. Never log it. */
export type TokenGrant = z.infer<typeof grant>;

/** The `auth` part of a login or of a token's creation. */
export const authOf = z.object({ auth: grant }).transform((envelope) => envelope.auth);
