import { type ClusterSpec, type Look, membersOf, statusOf } from '../../cluster/index.js';
import type { EngineRelease, MembershipStep, NodeState, Problem, StatusReport } from '../../schema/index.js';
import { type Foresight, foresee } from './foresee.js';

/** A node as it is and as it should be; `desired` or `observed` is null where there is none. */
export interface PlanNode {
  readonly id: string;
  readonly slot: string;
  readonly desired: {
    readonly version: string;
    readonly image: string;
    /** Whether its machine is down, so that the deploy makes another one. */
    readonly new_machine: boolean;
  } | null;
  readonly observed: {
    readonly state: NodeState;
    readonly voter: boolean;
    readonly version: string | null;
    readonly image: string | null;
  } | null;
}

/** What `quorate plan --json` prints. */
export interface PlanReport {
  readonly environment: string;
  readonly cluster_id: string | null;
  readonly engine: EngineRelease;
  readonly outcome: Foresight['outcome'];
  /** Who let nothing be changed: a deploy stops before its first step. */
  readonly paused: StatusReport['paused'];
  readonly nodes: readonly PlanNode[];
  readonly steps: readonly MembershipStep[];
  readonly risks: readonly { readonly code: string; readonly message: string }[];
  /** Why nothing can be done; or, with steps, what will stop the plan after them. */
  readonly problem: Problem | null;
}

/** Desired and observed nodes, and what a deploy of the same stack would do, from one look at the cluster. */
export function planReportOf(spec: ClusterSpec, look: Look, now: number): PlanReport {
  const { outcome, steps, risks, problem, replaced } = foresee(spec, look, now);
  return {
    environment: spec.environment,
    cluster_id: look.observed.cluster?.clusterId ?? null,
    engine: spec.engine,
    outcome,
    paused: look.observed.paused,
    nodes: nodes(spec, look, new Set(replaced)),
    steps,
    risks,
    problem: problem && { code: problem.code, message: problem.message, fix: problem.cure },
  };
}

function nodes(spec: ClusterSpec, look: Look, replaced: ReadonlySet<string>): PlanNode[] {
  const seen = statusOf(spec, look, null).nodes;
  const desired = membersOf(spec);
  const wanted = desired.map(({ machine_id, slot, version, image }): PlanNode => {
    const node = seen.find(({ id }) => id === machine_id);
    return {
      id: machine_id,
      slot,
      desired: { version, image, new_machine: replaced.has(machine_id) },
      observed: node ? observedOf(node) : null,
    };
  });
  const others = seen.filter(({ id }) => !desired.some(({ machine_id }) => machine_id === id));
  const unwanted = others.map(
    (node): PlanNode => ({ id: node.id, slot: node.slot, desired: null, observed: observedOf(node) }),
  );
  return [...wanted, ...unwanted];
}

type SeenNode = ReturnType<typeof statusOf>['nodes'][number];

function observedOf({ state, voter, version, image }: SeenNode): PlanNode['observed'] {
  return { state, voter, version, image };
}
