import type { MembershipStep } from '../../schema/index.js';
import type { Capabilities } from '../capabilities/index.js';
import { isMutating, type Plan, type PlannedStep, type PlanProblem, type Step } from '../model/index.js';
import { describeStep } from './explain.js';
import { plan } from './plan.js';
import {
  desiredLook,
  newId,
  oldId,
  type PlannedMember,
  type PlanTimeSettings,
  type PriorMember,
  presumedLook,
} from './plan-time-look.js';

/** Any instant will do, as long as it is always the same one. */
const NOW = 1_000_000_000;

/**
 * The value of `membership_plan`: what a deploy is going to do, from Terraform's own knowledge alone.
 *
 * Terraform asks twice, the second time with ids known, and wants the same bytes: so nothing here depends on an id
 * or on the live cluster. Nodes are named by slot. An empty list means that there is nothing to do.
 *
 * @param prior members of the refreshed state; empty before the first deploy
 * @returns `unknown` when a machine's state is not known, or when the plan cannot be carried out as it stands
 */
export function planAtPlanTime(
  prior: readonly PriorMember[],
  members: readonly PlannedMember[],
  settings: PlanTimeSettings,
  capabilities: Capabilities,
): readonly MembershipStep[] | 'unknown' {
  if (prior.some((member) => member.machine === 'unknown')) return 'unknown';
  const { ids, foreseen } = foresee(prior, members, settings, capabilities);
  if (foreseen.kind === 'nothing') return [];
  if (foreseen.kind !== 'steps') return 'unknown';
  const both = new Set(prior.filter(({ slot }) => ids.includes(newId(slot))).map(({ slot }) => slot));
  return settled(foreseen.steps).map(({ step, reason, voters, quorum, tolerance }) => ({
    step: bySlot(describe(step), both),
    reason: bySlot(reason, both),
    voters,
    quorum,
    tolerance,
  }));
}

/** Without the waits: each step with the figures that hold once the waits after it are over. */
function settled(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return steps.flatMap((planned, index) => {
    if (!isMutating(planned.step)) return [];
    const next = steps.findIndex(({ step }, later) => later > index && isMutating(step));
    const last = steps[(next === -1 ? steps.length : next) - 1] ?? planned;
    return [{ ...planned, voters: last.voters, quorum: last.quorum, tolerance: last.tolerance }];
  });
}

/** Why the deploy would be refused or held at once, as far as Terraform's own knowledge goes; null when it would not. */
export function problemAtPlanTime(
  prior: readonly PriorMember[],
  members: readonly PlannedMember[],
  settings: PlanTimeSettings,
  capabilities: Capabilities,
): PlanProblem | null {
  const { foreseen } = foresee(prior, members, settings, capabilities);
  return foreseen.kind === 'refused' || foreseen.kind === 'held' ? foreseen.problem : null;
}

function foresee(
  prior: readonly PriorMember[],
  members: readonly PlannedMember[],
  settings: PlanTimeSettings,
  capabilities: Capabilities,
): { readonly ids: readonly string[]; readonly foreseen: Plan } {
  const ids = members.map((member) => (isKept(prior, member) ? oldId(member.slot) : newId(member.slot)));
  const kept = new Set(ids);
  const observed = presumedLook(
    prior,
    ids.filter((id) => id.endsWith('-new')),
    kept,
    settings,
  );
  return { ids, foreseen: plan(desiredLook(ids, settings), observed, capabilities, NOW) };
}

/** A stopped machine that is not replaced is started again by its driver; one that is gone is always another one. */
function isKept(prior: readonly PriorMember[], member: PlannedMember): boolean {
  const before = prior.find(({ slot }) => slot === member.slot);
  return before !== undefined && before.image === member.image && before.machine !== 'gone' && !member.replaced;
}

/** Ids become slots; where a slot has two machines, the old one is called so. */
function bySlot(text: string, both: ReadonlySet<string>): string {
  return text
    .replace(/\b([a-z]+)-old\b/g, (_, slot: string) => (both.has(slot) ? `old ${slot}` : slot))
    .replace(/\b([a-z]+)-new\b/g, (_, slot: string) => (both.has(slot) ? `new ${slot}` : slot));
}

/** Without what nobody knows yet: the leader's age, on which a hold depends, and the id of a cluster to be. */
function describe(step: Step): string {
  if (step.type === 'hold') return 'hold joiners back';
  if (step.type === 'confirm-keys') return 'confirm the keys of the new cluster';
  return describeStep(step);
}
