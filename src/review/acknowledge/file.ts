import * as z from 'zod';
import { QuorateError } from '../../schema/index.js';
import { CATALOGUE } from '../verdict/catalogue.js';

/** Name under which the file is looked for in the project's root. */
export const ACKNOWLEDGEMENT_FILE = 'review-acknowledgements.json';

const isoDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day such as 2027-01-31')
  .refine((day) => !Number.isNaN(Date.parse(day)), 'there is no such day');

const entry = z.strictObject({
  code: z.string().refine((code) => Object.hasOwn(CATALOGUE, code), 'there is no finding with this code'),
  /** Exact address, or a pattern with `*`; left out: findings about the plan as a whole. */
  address: z.string().min(1).optional(),
  /** Left out: every environment. */
  environment: z.string().min(1).optional(),
  reason: z.string().min(10, 'a reason of at least 10 characters is expected: somebody will read it in a year'),
  by: z.string().min(1).optional(),
  /** Last day on which it counts. */
  expires: isoDate,
});

const file = z.strictObject({ acknowledgements: z.array(entry) });

/** A finding that somebody accepted. */
export type AcknowledgementEntry = z.infer<typeof entry>;

/**
 * Reads the acknowledgement file of a repository.
 *
 * @throws QuorateError `QRT-REVIEW-ACK` naming the entry: a mistyped acknowledgement must not silently count for nothing.
 */
export function parseAcknowledgements(text: string, name: string): AcknowledgementEntry[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw broken(name, 'it is not JSON');
  }
  const parsed = file.safeParse(json);
  if (parsed.success) return parsed.data.acknowledgements;
  const issue = parsed.error.issues[0];
  throw broken(name, `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'unreadable'}`);
}

function broken(name: string, what: string): QuorateError {
  return new QuorateError(
    'QRT-REVIEW-ACK',
    `cannot read the acknowledgements in ${name}: ${what}`,
    'Each entry needs "code", "reason" and "expires", and may have "address", "environment" and "by"; see docs/review.md.',
  );
}
