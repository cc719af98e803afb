import * as z from 'zod';

/** What of its host a machine may use. */
export const machineLimits = z.object({
  /** MiB, 256 or more. */
  memory: z.number().int().min(256),
  /** Processors, 0.1 or more. */
  cpus: z.number().min(0.1),
});
export type MachineLimits = z.infer<typeof machineLimits>;

/** Enough for an engine of a lab and its agent. */
export const DEFAULT_LIMITS: MachineLimits = { memory: 1024, cpus: 1 };
