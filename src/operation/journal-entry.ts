import * as z from 'zod';

/** One line of the record of an operation. Written for people and for `quorate watch`; nothing in it is secret. */
export const journalEntry = z.object({
  schema: z.literal(1),
  operation: z.string(),
  /** What was asked for: `deploy`, `unseal`, `remove` … */
  kind: z.string(),
  /** `user@host`. */
  who: z.string(),
  /** ISO 8601. */
  when: z.string(),
  /** Fencing token under which it was written. */
  token: z.number().int(),
  /** The step, or `operation` for the start and the end of the whole. */
  step: z.string(),
  state: z.enum(['started', 'done', 'failed']),
  reason: z.string().optional(),
  voters: z.number().int().optional(),
  quorum: z.number().int().optional(),
  tolerance: z.number().int().optional(),
  /** What came of it: the new node's id, an error's code and message. */
  result: z.string().optional(),
});
export type JournalEntry = z.infer<typeof journalEntry>;

/** What a step has to say; the rest is known to the journal. */
export type JournalNote = Omit<JournalEntry, 'schema' | 'operation' | 'kind' | 'who' | 'when' | 'token'>;
