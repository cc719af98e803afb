import {
  type ClusterSpec,
  capabilitiesOf,
  desiredOf,
  type Look,
  membersOf,
  nodesOf,
  noteObservation,
  type Plan,
  plan,
  statusOf,
} from '../cluster/index.js';
import type { EngineRelease, NodeState, Problem } from '../schema/index.js';

/** A node as it is and as it should be; `desired` or `observed` is null where there is none. */
export interface PlanNode {
  readonly id: string;
  readonly slot: string;
  readonly desired: { readonly version: string; readonly image: string } | null;
  readonly observed: {
    readonly state: NodeState;
    readonly voter: boolean;
    readonly version: string | null;
    readonly image: string | null;
  } | null;
}

/** One step, with why it is taken and what the cluster looks like after it. */
export interface PlanStep {
  readonly type: string;
  readonly phase: string;
  readonly nodes: readonly string[];
  readonly reason: string;
  readonly voters: number;
  readonly quorum: number;
  readonly tolerance: number;
}

/** What `quorate plan --json` prints. */
export interface PlanReport {
  readonly environment: string;
  readonly cluster_id: string | null;
  readonly engine: EngineRelease;
  readonly outcome: Plan['kind'];
  readonly nodes: readonly PlanNode[];
  readonly steps: readonly PlanStep[];
  readonly risks: readonly { readonly code: string; readonly message: string }[];
  /** Why nothing can be done; or, with steps, what will stop the plan after them. */
  readonly problem: Problem | null;
}

/** Plans, from one look at the cluster, what a deploy of the same stack would do now. */
export function planReportOf(spec: ClusterSpec, look: Look, now: number): PlanReport {
  const observed = { ...look.observed, facts: noteObservation(look.observed, now) };
  const planned = plan(desiredOf(spec), observed, capabilitiesOf(spec.engine), now);
  return {
    environment: spec.environment,
    cluster_id: look.observed.cluster?.clusterId ?? null,
    engine: spec.engine,
    outcome: planned.kind,
    nodes: nodes(spec, look),
    steps: planned.steps.map(({ step, phase, reason, voters, quorum, tolerance }) => ({
      type: step.type,
      phase,
      nodes: nodesOf(step),
      reason,
      voters,
      quorum,
      tolerance,
    })),
    risks: planned.risks,
    problem: problemOf(planned),
  };
}

function nodes(spec: ClusterSpec, look: Look): PlanNode[] {
  const seen = statusOf(spec, look, null).nodes;
  const desired = membersOf(spec);
  const wanted = desired.map(({ machine_id, slot, version, image }) => {
    const node = seen.find(({ id }) => id === machine_id);
    return { id: machine_id, slot, desired: { version, image }, observed: node ? observedOf(node) : null };
  });
  const others = seen.filter(({ id }) => !desired.some(({ machine_id }) => machine_id === id));
  return [...wanted, ...others.map((node) => ({ ...idOf(node), desired: null, observed: observedOf(node) }))];
}

type SeenNode = ReturnType<typeof statusOf>['nodes'][number];

function idOf({ id, slot }: SeenNode) {
  return { id, slot };
}

function observedOf({ state, voter, version, image }: SeenNode): PlanNode['observed'] {
  return { state, voter, version, image };
}

function problemOf(planned: Plan): Problem | null {
  const problem = planned.kind === 'steps' ? planned.outlook : planned.kind === 'nothing' ? null : planned.problem;
  return problem && { code: problem.code, message: problem.message, fix: problem.cure };
}
