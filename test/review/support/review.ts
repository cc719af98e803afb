import type { Finding, Review } from '../../../src/review/model/index.js';
import { type ReviewOptions, reviewPlan } from '../../../src/review/review.js';
import { realPlan, type SyntheticChange, syntheticPlan } from './plans.js';

export const NOW = new Date('2026-06-01T12:00:00Z');

/** Reviews a plan that real Terraform made. */
export function reviewReal(name: string, options: ReviewOptions = {}): Review {
  return reviewPlan(realPlan(name), { now: NOW, ...options });
}

/** Reviews a plan written by hand. */
export function reviewSynthetic(
  changes: readonly SyntheticChange[],
  options: ReviewOptions = {},
  rest: Readonly<Record<string, unknown>> = {},
): Review {
  return reviewPlan(syntheticPlan(changes, rest), { now: NOW, ...options });
}

/** Codes of the findings, each once, in their order. */
export function codes({ findings }: Review): string[] {
  return [...new Set(findings.map(({ code }) => code))];
}

/** The finding with this code. */
export function findingWith(review: Review, code: string): Finding {
  const found = review.findings.find((finding) => finding.code === code);
  if (found === undefined) throw new Error(`no ${code} among ${codes(review).join(', ') || 'no findings'}`);
  return found;
}

/** An update of one object. */
export function update(
  address: string,
  before: unknown,
  after: unknown,
  more: Partial<SyntheticChange> = {},
): SyntheticChange {
  return { address, actions: ['update'], before, after, ...more };
}

/** A new object. */
export function create(address: string, after: unknown, more: Partial<SyntheticChange> = {}): SyntheticChange {
  return { address, actions: ['create'], after, ...more };
}

/** An object that goes. */
export function destroy(address: string, before: unknown, more: Partial<SyntheticChange> = {}): SyntheticChange {
  return { address, actions: ['delete'], before, ...more };
}
