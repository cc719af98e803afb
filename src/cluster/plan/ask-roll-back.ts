import type { Capabilities } from '../capabilities/index.js';
import type { Desired, Observed, PlanProblem, RollbackFact } from '../model/index.js';
import { list, situationOf } from './situation.js';
import { wayBackOf } from './way-back.js';

/** A roll-back that an operator may begin, or why there is none. */
export type RollbackRequest =
  | { readonly kind: 'possible'; readonly rollback: RollbackFact; readonly backTo: readonly string[] }
  | { readonly kind: 'impossible'; readonly problem: PlanProblem };

/**
 * Judges whether an operator's wish to go back to the nodes of the last converged plan can be carried out.
 *
 * @param by `user@host` of the operator
 */
export function askRollback(
  desired: Desired,
  observed: Observed,
  capabilities: Capabilities,
  now: number,
  by: string,
): RollbackRequest {
  const { environment, engine } = desired;
  const restore = `quorate rollback ${environment} --restore shows what going back by the pre-upgrade snapshot would cost.`;
  if (observed.cluster?.membership == null) {
    return impossible(
      'QRT-NO-LEADER',
      'No active node tells the membership: nobody can be taken out now.',
      `quorate status ${environment} shows what is missing.`,
    );
  }
  const { established, founding } = situationOf(desired, { ...observed, facts: calm(observed) }, capabilities, now);
  const nodes = desired.nodes.map(({ id }) => id).filter((id) => !established.includes(id));
  if (founding || nodes.length === 0) {
    return impossible(
      'QRT-NO-WAY-BACK',
      `No rollout is under way: the ${established.length} nodes of ${environment} are the ones that the last deploy wanted.`,
      `To go back to another image of ${engine.version}, deploy it; to an older version: ${restore}`,
    );
  }
  const rollback: RollbackFact = { by: 'operator', reason: `${by} asked for it`, nodes };
  const way = wayBackOf(desired, { ...observed, facts: { ...observed.facts, rollback } }, established);
  if (way.kind === 'open') return { kind: 'possible', rollback, backTo: way.nodes };
  return impossible(
    'QRT-NO-WAY-BACK',
    `${list(nodes)} cannot be taken out again: ${way.kind === 'closed' ? way.reason : 'other nodes are wanted'}.`,
    `The way is forward: npx cdktf deploy ${environment}. ${restore}`,
  );
}

/** The present wish replaces an earlier one. */
function calm({ facts }: Observed): Observed['facts'] {
  return { ...facts, rollback: null };
}

function impossible(code: PlanProblem['code'], message: string, cure: string): RollbackRequest {
  return { kind: 'impossible', problem: { code, message, cure } };
}
