import * as z from 'zod';
import { safeText } from '../mask/safe-text.js';
import { change } from './change.js';
import { finding } from './finding.js';
import { quorumVerdict } from './quorum.js';
import { decision } from './severity.js';
import { action, check, deferredChange, outputChange } from './side-effects.js';
import { topology } from './topology.js';

/** Version of the published model; a field is only renamed or removed with a new one. */
export const REVIEW_SCHEMA = 1;

/** How many objects each kind of change touches. A replacement counts under `create`, `destroy` and `replace`. */
export const counts = z.object({
  create: z.int(),
  update: z.int(),
  destroy: z.int(),
  replace: z.int(),
  forget: z.int(),
  import: z.int(),
  move: z.int(),
  read: z.int(),
  drift: z.int(),
  deferred: z.int(),
  actions: z.int(),
  outputs: z.int(),
  failed_checks: z.int(),
  unchanged: z.int(),
});
export type Counts = z.infer<typeof counts>;

/** A plan as a reviewer needs it: `quorate review --format json`. Every text in it is masked. */
export const review = z.object({
  schema: z.literal(REVIEW_SCHEMA),
  environment: safeText.nullable(),
  plan: z.object({
    tool: z.enum(['terraform', 'opentofu', 'unknown']),
    tool_version: safeText.nullable(),
    /** Null: the plan does not say (OpenTofu, Terraform before 1.8). */
    applyable: z.boolean().nullable(),
    complete: z.boolean().nullable(),
    errored: z.boolean(),
    /** False when the state is known not to have been refreshed; null when the plan does not show it. */
    refreshed: z.boolean().nullable(),
  }),
  decision,
  exit_code: z.union([z.literal(0), z.literal(2), z.literal(3), z.literal(4)]),
  headline: safeText,
  counts,
  findings: z.array(finding),
  quorum: z.array(quorumVerdict),
  changes: z.array(change),
  drift: z.array(change),
  /** Drift that nothing in the configuration depends on: counted, not shown. */
  irrelevant_drift: z.int(),
  outputs: z.array(outputChange),
  checks: z.array(check),
  deferred: z.array(deferredChange),
  actions: z.array(action),
  topology,
  /** Digest of the canonical changes: two plans with the same fingerprint do the same. */
  fingerprint: z.string(),
});
export type Review = z.infer<typeof review>;
