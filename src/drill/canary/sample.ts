import * as z from 'zod';

/**
 * One numbered write of a canary. `proof` says what a later look at an acknowledged write found; it is `unknown` when
 * the look could not tell, and null when nothing was acknowledged.
 */
export const sample = z.object({
  number: z.number().int().min(1),
  /** Milliseconds since the epoch at which the client began. */
  at: z.number(),
  /** Until the answer that counts, retries and waits between them included. */
  ms: z.number(),
  ok: z.boolean(),
  /** Until the next write was to begin, milliseconds; the next one does not wait for this one's answer. */
  pause: z.number(),
  /** Requests sent for it. */
  tries: z.number().int().min(0),
  /** What the last request failed with: `http-503`, or why no answer came, for example `reset`; null when it did not. */
  error: z.string().nullable(),
  proof: z.enum(['kept', 'lost', 'unknown']).nullable(),
});
export type Sample = z.infer<typeof sample>;
