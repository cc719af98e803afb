import type { Capabilities } from '../capabilities/index.js';
import type { Desired, Observed, OperationFacts, Plan, PlannedStep } from '../model/index.js';
import { decide } from './decide.js';
import type { Decision, DraftStep } from './decision.js';
import { noteDecision, noteObservation } from './memory.js';
import { type Projected, project } from './projection.js';
import { risksOf } from './risks.js';
import { situationOf } from './situation.js';
import { tally } from './tally.js';

/** Far more steps than any operation on seven nodes has: a plan that reaches it goes in circles. */
const LONGEST_PLAN = 400;

/**
 * What to do to make the observed cluster the desired one, as data: the whole way as far as it can be foreseen.
 *
 * Pure and deterministic. The head is what to run now; the rest is what will be planned if every step does what it
 * should, found by deciding again and again on the projected outcome.
 */
export function plan(desired: Desired, observed: Observed, capabilities: Capabilities, now: number): Plan {
  const risks = risksOf(situationOf(desired, observed, capabilities, now));
  const first = decide(desired, observed, capabilities, now);
  if (first.kind === 'nothing') return { kind: 'nothing', steps: [], risks };
  if (first.kind !== 'steps') return { kind: first.kind, steps: [], risks, problem: first.problem };
  const steps: PlannedStep[] = [];
  let at: Projected = { observed, now };
  let decision: Decision = first;
  while (decision.kind === 'steps' && steps.length < LONGEST_PLAN) {
    const before = at;
    at = advance(desired, capabilities, at, decision.steps, steps);
    if (at.observed === before.observed && at.now === before.now) break;
    decision = decide(desired, at.observed, capabilities, at.now);
  }
  const outlook = decision.kind === 'held' || decision.kind === 'refused' ? decision.problem : null;
  return { kind: 'steps', steps, risks, outlook };
}

/** The head of the plan alone, which is all that an executor runs before it looks again, and what to remember of it. */
export function planned(
  desired: Desired,
  observed: Observed,
  capabilities: Capabilities,
  now: number,
): { readonly plan: Plan; readonly facts: OperationFacts } {
  const situation = situationOf(desired, observed, capabilities, now);
  const decision = decide(desired, observed, capabilities, now);
  const facts = noteDecision(situation, decision);
  const risks = risksOf(situation);
  if (decision.kind === 'nothing') return { plan: { kind: 'nothing', steps: [], risks }, facts };
  if (decision.kind !== 'steps')
    return { plan: { kind: decision.kind, steps: [], risks, problem: decision.problem }, facts };
  const steps: PlannedStep[] = [];
  advance(desired, capabilities, { observed, now }, decision.steps, steps);
  return { plan: { kind: 'steps', steps, risks, outlook: null }, facts };
}

/** Projects steps one after the other and appends them with the figures after each. */
function advance(
  desired: Desired,
  capabilities: Capabilities,
  from: Projected,
  drafts: readonly DraftStep[],
  into: PlannedStep[],
): Projected {
  let at = from;
  for (const draft of drafts) {
    at = project(at, draft.step, { desired, capabilities });
    at = { now: at.now, observed: { ...at.observed, facts: noteObservation(at.observed, at.now) } };
    into.push({ ...draft, ...tally(situationOf(desired, at.observed, capabilities, at.now)) });
  }
  return at;
}
