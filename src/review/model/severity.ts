import * as z from 'zod';

/**
 * How much a finding weighs. `blocked`: must not be applied; `unclear`: the plan does not say enough to judge;
 * `approval`: a person decides; `note`: worth knowing.
 */
export const severity = z.enum(['blocked', 'unclear', 'approval', 'note']);
export type Severity = z.infer<typeof severity>;

/** What the whole review comes to. */
export const decision = z.enum(['nothing', 'changes', 'approval', 'unclear', 'blocked']);
export type Decision = z.infer<typeof decision>;

/** Exit codes that others script against; 1 is left to errors of the tool. */
export const EXIT_CODES: Readonly<Record<Decision, 0 | 2 | 3 | 4>> = {
  nothing: 0,
  changes: 2,
  approval: 3,
  unclear: 3,
  blocked: 4,
};
