import { QuorateError } from '../../schema/index.js';

/** Why a plan cannot go on, in the words of `QuorateError`; a value here, because planning throws nothing. */
export interface PlanProblem {
  readonly code: `QRT-${string}`;
  /** What happened, what was expected, what was received. */
  readonly message: string;
  /** What the reader should do next, commands included. */
  readonly cure: string;
}

/** The problem as the error that ends an operation. */
export function problemError({ code, message, cure }: PlanProblem): QuorateError {
  return new QuorateError(code, message, cure);
}
