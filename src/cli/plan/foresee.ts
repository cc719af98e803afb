import {
  type ClusterSpec,
  capabilitiesOf,
  describeStep,
  desiredOf,
  type Look,
  membersOf,
  noteObservation,
  type PlannedStep,
  type PlanProblem,
  type PlanTimeSettings,
  plan,
  planAtPlanTime,
  problemAtPlanTime,
  type Risk,
} from '../../cluster/index.js';
import type { MembershipStep } from '../../schema/index.js';

/** What a deploy of the same stack would do, and why it would stop. */
export interface Foresight {
  readonly outcome: 'nothing' | 'steps' | 'held' | 'refused';
  readonly steps: readonly MembershipStep[];
  readonly risks: readonly Risk[];
  /** Why nothing can be done; or, with steps, what stops the plan after them. */
  readonly problem: PlanProblem | null;
  /** Desired machines that the deploy replaces before it comes to the membership. */
  readonly replaced: readonly string[];
}

/**
 * Foresees a deploy. Where machines are down it begins with Terraform replacing them, so what follows is planned as
 * `cdktf diff` does it; otherwise from what was just seen.
 */
export function foresee(spec: ClusterSpec, look: Look, now: number): Foresight {
  // A pause is told beside the plan: it changes when things are done, not what.
  const observed = { ...look.observed, paused: null, facts: noteObservation(look.observed, now) };
  const planned = plan(desiredOf(spec), observed, capabilitiesOf(spec.engine), now);
  const { risks } = planned;
  const repair = planned.kind === 'steps' && look.observed.custody.state === 'confirmed' ? repairOf(spec, look) : null;
  if (repair) return { ...repair, risks };
  if (planned.kind === 'steps') {
    return { outcome: 'steps', steps: asMembershipSteps(planned.steps), risks, problem: planned.outlook, replaced: [] };
  }
  const problem = planned.kind === 'nothing' ? null : planned.problem;
  return { outcome: planned.kind, steps: [], risks, problem, replaced: [] };
}

/** Steps after Terraform has dealt with machines that are down; null when none is, or when too little is known. */
function repairOf(spec: ClusterSpec, look: Look): Omit<Foresight, 'risks'> | null {
  const members = membersOf(spec).map((member) => {
    const node = look.observed.nodes.find(({ id }) => id === member.machine_id);
    return { ...member, machine: node?.machine ?? ('gone' as const) };
  });
  const stopped = members.filter(({ machine }) => machine === 'stopped');
  // When most have stopped, what is on their disks is the cluster: they are started again, not replaced.
  const outage = stopped.length > members.length / 2;
  const isReplaced = ({ machine }: (typeof members)[number]) =>
    machine === 'gone' || (machine === 'stopped' && !outage);
  const replaced = members.filter(isReplaced);
  if (replaced.length === 0 && stopped.length === 0) return null;
  const prior = members.map((member) => ({
    ...member,
    machine: isReplaced(member) ? ('gone' as const) : member.machine,
  }));
  const wanted = members.map((member) => ({ ...member, replaced: isReplaced(member) }));
  const request = [prior, wanted, settingsOf(spec, look), capabilitiesOf(spec.engine)] as const;
  const problem = problemAtPlanTime(...request);
  const ids = replaced.map(({ machine_id }) => machine_id);
  if (problem) return { outcome: 'held', steps: [], problem, replaced: ids };
  const steps = planAtPlanTime(...request);
  return steps === 'unknown' ? null : { outcome: 'steps', steps, problem: null, replaced: ids };
}

function settingsOf(spec: ClusterSpec, { observed }: Look): PlanTimeSettings {
  const { environment: _, nodes: __, autopilot: ___, timing: ____, ...settings } = desiredOf(spec);
  const { custody, facts } = observed;
  return { ...settings, sealBefore: 'seal' in custody ? custody.seal : settings.seal, returnTo: facts.returnTo };
}

/** A wait that only goes on is one line. */
function asMembershipSteps(steps: readonly PlannedStep[]): MembershipStep[] {
  const named = steps.map(({ step, reason, voters, quorum, tolerance }) => ({
    step: describeStep(step),
    reason,
    voters,
    quorum,
    tolerance,
  }));
  return named.filter((step, index) => {
    const before = named[index - 1];
    return !before || before.step !== step.step || before.reason !== step.reason || before.voters !== step.voters;
  });
}
