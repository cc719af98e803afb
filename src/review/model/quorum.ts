import * as z from 'zod';
import { membershipStep } from '../../schema/index.js';
import { safeText } from '../mask/safe-text.js';

/** What happens to a machine, member, balancer or store. */
export const fate = z.enum(['keep', 'create', 'update', 'replace', 'destroy', 'forget']);
export type Fate = z.infer<typeof fate>;

/** A machine of a cluster, as the plan sees it. */
export const fleetMachine = z.object({
  address: safeText,
  slot: safeText.nullable(),
  zone: safeText.nullable(),
  role: safeText,
  fate,
  /** The old machine goes before the new one is there. */
  destroyed_first: z.boolean(),
  image_changes: z.boolean(),
});
export type FleetMachine = z.infer<typeof fleetMachine>;

/** A moment of the apply and what the cluster can rely on then; null is "cannot be told from the plan". */
export const moment = z.object({
  what: safeText,
  voters: z.int().nullable(),
  quorum: z.int().nullable(),
  tolerance: z.int().nullable(),
});
export type Moment = z.infer<typeof moment>;

/** Whether one cluster keeps quorum at every moment of the apply. */
export const quorumVerdict = z.object({
  environment: safeText.nullable(),
  cluster: safeText,
  verdict: z.enum(['kept', 'bootstrap', 'untouched', 'unclear', 'blocked', 'destroyed']),
  headline: safeText,
  engine: z.object({ before: safeText.nullable(), after: safeText.nullable() }),
  voters: z.object({ before: z.int().nullable(), after: z.int().nullable() }),
  lowest_tolerance: z.int().nullable(),
  machines: z.array(fleetMachine),
  /** What happens, in order. */
  moments: z.array(moment),
  /** The convergence's own plan; null where it is not known before the apply. */
  membership_plan: z.array(membershipStep.extend({ step: safeText, reason: safeText })).nullable(),
});
export type QuorumVerdict = z.infer<typeof quorumVerdict>;
