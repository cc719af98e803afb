import type { Finding, Review } from '../model/index.js';
import { withSubject } from '../verdict/headline.js';
import { comparePlans, isApproved, type PlanDifference } from './compare.js';

/**
 * Why a plan must not be applied on the strength of an approval, as lines for people; null when it may be.
 *
 * Doing the same is not enough: what was approved must not look worse now than it did then.
 */
export function refusalOf(approved: Review, planned: Review): string[] | null {
  if (planned.plan.errored) return ['planning failed; a plan that is not whole is never applied'];
  if (planned.decision === 'blocked') return [`the plan is blocked: ${planned.headline}`];
  if (!isApproved(approved, planned)) {
    const lines = sections(comparePlans(approved, planned)).flatMap(([title, keys]) => [
      `  ${title}:`,
      ...keys.map((key) => `    ${key}`),
    ]);
    return ['the plan is not the one that was approved', ...lines];
  }
  const worse = newFindings(approved, planned);
  if (worse.length === 0) return null;
  return [
    'the plan does what was approved, but it was not known then that',
    ...worse.map((finding) => `    ${finding.code} ${withSubject(finding)}`),
  ];
}

function sections({ added, missing, changed }: PlanDifference): [string, readonly string[]][] {
  const all: [string, readonly string[]][] = [
    ['planned now and not approved', added],
    ['approved and no longer planned', missing],
    ['planned differently', changed],
  ];
  const filled = all.filter(([, keys]) => keys.length > 0);
  return filled.length > 0 ? filled : [['the approved file', ['its fingerprint does not belong to its changes']]];
}

/** What nobody has decided on: findings of weight that the approved review did not show, in whatever state. */
function newFindings(approved: Review, planned: Review): Finding[] {
  const key = ({ code, address }: Finding) => JSON.stringify([code, address]);
  const known = new Set(approved.findings.map(key));
  return planned.findings.filter(
    (finding) => finding.severity !== 'note' && finding.acknowledged === null && !known.has(key(finding)),
  );
}
