import type { Review } from '../model/index.js';
import { canonicalChanges, fingerprintOf, type Substance } from './canonical.js';

/** How two reviewed plans differ in what they would do. */
export interface PlanDifference {
  /** In the new plan only. */
  readonly added: readonly string[];
  /** In the approved plan only. */
  readonly missing: readonly string[];
  /** In both, doing something else. */
  readonly changed: readonly string[];
}

/** Compares what was approved with what would be applied; empty lists when they do the same. */
export function comparePlans(approved: Substance, planned: Substance): PlanDifference {
  const before = bodies(approved);
  const after = bodies(planned);
  return {
    added: [...after.keys()].filter((key) => !before.has(key)),
    missing: [...before.keys()].filter((key) => !after.has(key)),
    changed: [...after.keys()].filter((key) => before.has(key) && before.get(key) !== after.get(key)),
  };
}

/**
 * True when the apply would do exactly what was approved.
 *
 * The fingerprint of the approved file is computed again: a file whose changes were edited after the fact has another.
 */
export function isApproved(approved: Review, planned: Review): boolean {
  const own = fingerprintOf(canonicalChanges(approved));
  return approved.environment === planned.environment && own === approved.fingerprint && own === planned.fingerprint;
}

function bodies(review: Substance): Map<string, string> {
  return new Map(canonicalChanges(review).map(({ key, body }) => [key, body]));
}
