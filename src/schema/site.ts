import * as z from 'zod';

/** Where an environment's machines are when they are not on the computer of whoever operates them. */
export const machineSite = z.object({
  type: z.literal('ec2'),
  /** For example `eu-west-1`. */
  region: z.string().min(1),
  /** The EC2 Instance Connect endpoint that leads to the machines; without one they are reached straight. */
  instance_connect: z.object({ id: z.string().min(1), dns_name: z.string().min(1) }).optional(),
});
export type MachineSite = z.infer<typeof machineSite>;
