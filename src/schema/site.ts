import * as z from 'zod';

/** Where an environment's machines are when they are not on the computer of whoever operates them. */
export const machineSite = z.object({
  type: z.literal('ec2'),
  /** For example `eu-west-1`. */
  region: z.string().min(1),
});
export type MachineSite = z.infer<typeof machineSite>;
