import * as z from 'zod';

/** One step of a membership plan, with what the cluster looks like once it is done. */
export const membershipStep = z.object({
  step: z.string(),
  reason: z.string(),
  voters: z.number().int(),
  quorum: z.number().int(),
  tolerance: z.number().int(),
});
export type MembershipStep = z.infer<typeof membershipStep>;
