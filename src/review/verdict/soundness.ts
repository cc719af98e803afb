import type { Fleet } from '../fleet/index.js';
import { say } from '../mask/safe-text.js';
import type { Action, Check, DeferredChange } from '../model/index.js';
import type { PlanDocument } from '../plan/format.js';
import type { Draft } from './draft.js';

/** What tells whether a plan can be judged. */
interface SoundnessEvidence {
  readonly plan: PlanDocument;
  readonly fleets: readonly Fleet[];
  readonly deferred: readonly DeferredChange[];
  readonly refreshed: boolean | undefined;
}

/** Whether the plan says all there is to say; if not, no other verdict may be green. */
export function soundnessFindings({ plan, fleets, deferred, refreshed }: SoundnessEvidence): Draft[] {
  const drafts: Draft[] = [];
  if (plan.errored === true) {
    drafts.push({
      code: 'QRV-PLAN-ERRORED',
      title: say`planning failed, so this plan is not whole`,
      cure: say`Read the errors of the plan, cure them, and plan again.`,
    });
  }
  if (deferred.length > 0 || plan.complete === false) {
    drafts.push({
      code: 'QRV-PLAN-INCOMPLETE',
      title: say`the plan leaves something out`,
      detail:
        deferred.length > 0
          ? say`${deferred.length} changes are deferred to a later plan`
          : say`it was made with -target, or parts of it are deferred`,
      cure: say`Plan without -target; after the apply, plan and review again.`,
    });
  }
  const stale = fleets.some(({ clusters }) => clusters.some((cluster) => cluster.stale));
  if (stale || refreshed === false) {
    drafts.push({
      code: 'QRV-PLAN-STALE',
      title: say`the state was not refreshed before planning`,
      ...(stale
        ? { detail: say`the prior state still holds the membership plan of the last apply, which refreshing clears` }
        : {}),
      cure: say`Plan again without -refresh=false.`,
    });
  }
  return drafts;
}

/** Checks that do not hold. */
export function checkFindings(checks: readonly Check[]): Draft[] {
  return checks
    .filter(({ status }) => status === 'fail' || status === 'error')
    .map(({ address, status, problems }) => ({
      code: 'QRV-CHECK-FAILED',
      address,
      title: status === 'fail' ? say`a check does not hold` : say`a check could not be evaluated`,
      ...(problems[0] === undefined ? {} : { detail: problems[0] }),
    }));
}

/** Actions run code of a provider: what they do is not in the plan. */
export function actionFindings(actions: readonly Action[]): Draft[] {
  return actions.map(({ address, type, trigger }) => ({
    code: 'QRV-ACTION-RUN',
    address,
    title: say`the apply runs ${type}${trigger === null ? say`` : say` after ${trigger}`}`,
    detail: say`what an action does is not part of the plan`,
  }));
}
