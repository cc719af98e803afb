import * as z from 'zod';
import { safeText } from '../mask/safe-text.js';
import { severity } from './severity.js';

/** What a finding is about. `--security-only` shows the first of them alone. */
export const findingArea = z.enum(['security', 'quorum', 'destruction', 'plan']);
export type FindingArea = z.infer<typeof findingArea>;

/** Who accepted a finding, why, and until when (ISO date). */
export const acknowledgement = z.object({
  reason: safeText,
  by: safeText.nullable(),
  expires: z.string(),
});
export type Acknowledgement = z.infer<typeof acknowledgement>;

/** Something that a reviewer should know, with a stable code that is documented in docs/review.md. */
export const finding = z.object({
  code: z.string().regex(/^QRV-[A-Z0-9-]+$/),
  severity,
  area: findingArea,
  /** What the finding is about: an address, or null for the whole plan. */
  address: safeText.nullable(),
  /** One sentence: what would happen. */
  title: safeText,
  /** The evidence, or what a mistake would cost. */
  detail: safeText.nullable(),
  /** What to do. */
  cure: safeText.nullable(),
  acknowledged: acknowledgement.nullable(),
});
export type Finding = z.infer<typeof finding>;
