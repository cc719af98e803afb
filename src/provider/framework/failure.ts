import { QuorateError, reasonOf } from '../../schema/index.js';
import type { Diagnostic, PathStep } from '../protocol/index.js';

/** An update that failed after it changed something: the state keeps these computed attributes beside the error. */
export class PartialFailure extends Error {
  override readonly name = 'PartialFailure';

  constructor(
    override readonly cause: unknown,
    /** Computed attributes as they are now; checked against the schema. */
    readonly computed: Readonly<Record<string, unknown>>,
  ) {
    super(reasonOf(cause));
  }
}

/** An error as Terraform prints it: operational ones with code and cure, others with what was being done. */
export function failureDiagnostic(error: unknown, doing: string): Diagnostic {
  const cause = error instanceof PartialFailure ? error.cause : error;
  if (cause instanceof QuorateError) {
    return { severity: 'ERROR', summary: `${cause.code}: ${cause.message}`, detail: cause.cure };
  }
  return { severity: 'ERROR', summary: reasonOf(cause), detail: `This happened while ${doing}.` };
}

export function diagnostic(
  severity: Diagnostic['severity'],
  summary: string,
  detail: string,
  steps?: readonly PathStep[],
): Diagnostic {
  return { severity, summary, detail, ...(steps && steps.length > 0 && { attribute: { steps } }) };
}
