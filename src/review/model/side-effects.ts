import * as z from 'zod';
import { safeText } from '../mask/safe-text.js';
import { attributeChange, change } from './change.js';

/** A change of an output of the root module. */
export const outputChange = z.object({
  name: safeText,
  kind: z.enum(['create', 'update', 'delete', 'no-op']),
  attributes: z.array(attributeChange),
});
export type OutputChange = z.infer<typeof outputChange>;

/** A check, precondition or postcondition. */
export const check = z.object({
  address: safeText,
  kind: safeText,
  status: z.enum(['pass', 'fail', 'error', 'unknown']),
  problems: z.array(safeText),
});
export type Check = z.infer<typeof check>;

/** A change that Terraform puts off to a later plan. */
export const deferredChange = z.object({ reason: safeText, change });
export type DeferredChange = z.infer<typeof deferredChange>;

/** An action of a provider that runs during the apply. */
export const action = z.object({
  address: safeText,
  type: safeText,
  trigger: safeText.nullable(),
  configuration: z.array(attributeChange),
});
export type Action = z.infer<typeof action>;
