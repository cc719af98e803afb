import type { Reviewed } from '../changes/resource-change.js';
import type { Fleet } from '../fleet/index.js';
import type { Masker } from '../mask/masker.js';
import type { Action, Check, DeferredChange, Finding, QuorumVerdict, Severity } from '../model/index.js';
import type { PlanDocument } from '../plan/format.js';
import { destroyedFindings } from './destruction/destroyed.js';
import { preventDestroyFindings } from './destruction/prevent-destroy.js';
import { switchedOffFindings } from './destruction/switched-off.js';
import { type Draft, findingOf } from './draft.js';
import { situationOf } from './quorum/situation.js';
import { judgeQuorum } from './quorum/verdict.js';
import { securityFindings } from './security/index.js';
import { actionFindings, checkFindings, soundnessFindings } from './soundness.js';

/** Everything that the verdicts look at. */
export interface Evidence {
  readonly plan: PlanDocument;
  readonly items: readonly Reviewed[];
  readonly fleets: readonly Fleet[];
  readonly checks: readonly Check[];
  readonly deferred: readonly DeferredChange[];
  readonly actions: readonly Action[];
  readonly refreshed: boolean | undefined;
  readonly configurations: { readonly before: unknown; readonly after: unknown } | undefined;
}

const WEIGHT: Readonly<Record<Severity, number>> = { blocked: 0, unclear: 1, approval: 2, note: 3 };

/** All verdicts on a plan, heaviest first. */
export function judge(evidence: Evidence, masker: Masker): { findings: Finding[]; quorum: QuorumVerdict[] } {
  const { plan, items, fleets, configurations } = evidence;
  const quorum = fleets.map((fleet) => judgeQuorum(situationOf(fleet, plan.errored === true), masker));
  const drafts: Draft[] = [
    ...soundnessFindings(evidence),
    ...quorum.flatMap(({ findings }) => findings),
    ...destroyedFindings(items, fleets),
    ...switchedOffFindings(items),
    ...(configurations === undefined
      ? []
      : preventDestroyFindings(configurations.before, configurations.after, masker)),
    ...securityFindings(plan, items, masker),
    ...checkFindings(evidence.checks),
    ...actionFindings(evidence.actions),
  ];
  const findings = drafts.map(findingOf);
  // Sorting is stable: within one weight the order of the rules stays.
  findings.sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
  return { findings, quorum: quorum.map(({ verdict }) => verdict) };
}
