import { deployCommand } from '../../schema/index.js';
import type { Capabilities } from '../capabilities/index.js';
import type { Desired, Observed, PlanProblem, RollbackFact } from '../model/index.js';
import { isProvenDead } from './node-state.js';
import { list, nodeOf, type Situation, situationOf, verb } from './situation.js';
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
  const situation = situationOf(desired, { ...observed, facts: calm(observed) }, capabilities, now);
  const { established, founding } = situation;
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
  const begun = nodes.every((id) => observed.facts.rollback?.nodes.includes(id));
  const gone = begun ? [] : takenOut(situation);
  if (way.kind === 'open' && gone.length === 0) return { kind: 'possible', rollback, backTo: way.nodes };
  const taken = `${list(gone)} of the old nodes ${verb(gone, 'has', 'have')} been taken out already`;
  const closed = way.kind === 'closed' ? way.reason : 'other nodes are wanted';
  return impossible(
    'QRT-NO-WAY-BACK',
    `${list(nodes)} cannot be taken out again: ${way.kind === 'open' ? taken : closed}.`,
    `The way is forward: ${deployCommand(environment)}. ${restore}`,
  );
}

/** Old nodes whose machines run and that are no members any more: without them the old set is not whole. */
function takenOut(situation: Situation): readonly string[] {
  const { established, members, observed } = situation;
  return established.filter((id) => !members.has(id) && !isProvenDead(nodeOf(situation, id), observed));
}

/** The present wish replaces an earlier one. */
function calm({ facts }: Observed): Observed['facts'] {
  return { ...facts, rollback: null };
}

function impossible(code: PlanProblem['code'], message: string, cure: string): RollbackRequest {
  return { kind: 'impossible', problem: { code, message, cure } };
}
