import type { Masker } from '../mask/masker.js';
import type { PlanDocument } from '../plan/format.js';
import { overlaps } from '../value/path.js';
import { byRank } from './rank.js';
import { type Reviewed, reviewedChange } from './resource-change.js';

/** What changed outside of Terraform, parted by whether anything in the plan depends on it. */
export function driftOf(plan: PlanDocument, masker: Masker): { relevant: Reviewed[]; irrelevant: number } {
  const drifted = (plan.resource_drift ?? []).map((raw) => reviewedChange(raw, masker));
  const noted = drifted.filter(({ change }) => change.kind !== 'no-op' && change.kind !== 'move');
  const relevant = noted.filter((item) => isRelevant(item, plan));
  relevant.sort((a, b) => byRank(a.change, b.change));
  return { relevant, irrelevant: noted.length - relevant.length };
}

function isRelevant({ raw, change, paths }: Reviewed, plan: PlanDocument): boolean {
  // A thing that vanished is always of interest; older plans do not say what is relevant.
  if (change.kind === 'delete' || plan.relevant_attributes === null || plan.relevant_attributes === undefined)
    return true;
  return plan.relevant_attributes.some(({ resource, attribute }) => {
    if (resource !== raw.address && !raw.address.startsWith(`${resource}[`)) return false;
    const wanted = attribute ?? [];
    return wanted.length === 0 || paths.some((path) => overlaps(path, wanted));
  });
}
