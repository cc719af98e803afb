import { type SafeText, say } from '../mask/safe-text.js';
import { type Decision, EXIT_CODES, type Finding, type Review } from '../model/index.js';
import { withSubject } from '../verdict/headline.js';

/**
 * The review reduced to whether security gets weaker.
 *
 * What blocks the plan or makes it impossible to judge stays in: a filter must never turn red into green.
 */
export function securityOnly(review: Review): Review {
  const findings = review.findings.filter(
    ({ area, severity }) => area === 'security' || severity === 'blocked' || severity === 'unclear',
  );
  const decision = decisionOf(findings, review.decision);
  const about = new Set(findings.map(({ address }) => address));
  const weaker = findings.filter(({ area, acknowledged }) => area === 'security' && acknowledged === null);
  return {
    ...review,
    findings,
    decision,
    exit_code: EXIT_CODES[decision],
    headline: headlineOf(decision, findings, weaker),
    changes: review.changes.filter(({ address }) => about.has(address)),
    drift: [],
    outputs: [],
    deferred: [],
    actions: [],
    checks: [],
  };
}

function decisionOf(findings: readonly Finding[], whole: Decision): Decision {
  if (whole === 'blocked' || whole === 'unclear') return whole;
  const open = findings.some(({ severity, acknowledged }) => acknowledged === null && severity !== 'note');
  return open || findings.some(({ severity }) => severity === 'blocked') ? 'approval' : 'nothing';
}

/** Why it is red comes first, also where that is no question of security. */
function headlineOf(decision: Decision, findings: readonly Finding[], weaker: readonly Finding[]): SafeText {
  const [first] = weaker;
  const security =
    first === undefined ? say`no weaker security` : say`security: ${withSubject(first)} (${weaker.length} in all)`;
  const reason = findings.find(({ severity, acknowledged }) => severity === decision && acknowledged === null);
  return reason === undefined || reason.area === 'security' ? security : say`${withSubject(reason)} · ${security}`;
}
