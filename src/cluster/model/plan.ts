import type { PlanProblem } from './problem.js';
import type { Step } from './step.js';

/** Where an operation stands, as journal, report and `membership_plan` name it. */
export type Phase =
  | 'preflight'
  | 'initialize'
  | 'secure'
  | 'snapshot'
  | 'join'
  | 'unseal'
  | 'sync'
  | 'trust'
  | 'admit'
  | 'hook'
  | 'promote'
  | 'retire'
  | 'move-leadership'
  | 'confirm'
  | 'roll-back'
  | 'restart'
  | 'migrate-seal'
  | 'settle'
  | 'sweep';

/** Voters of the raft configuration, how many of them decide, and how many may still be lost. */
export interface Quorum {
  readonly voters: number;
  readonly quorum: number;
  /** Live voters less quorum: negative when the cluster cannot commit. */
  readonly tolerance: number;
}

/** A step with why it is taken and what the cluster looks like once it is done (law 12). */
export interface PlannedStep extends Quorum {
  readonly step: Step;
  readonly phase: Phase;
  readonly reason: string;
  /** The leading steps of a plan that share a key may run at the same time; null runs alone. */
  readonly parallel: string | null;
}

/** Something that the plan accepts and the reader should know. */
export interface Risk {
  readonly code: `QRT-${string}`;
  readonly message: string;
}

/**
 * What to do, as data.
 *
 * - `nothing`: converged; no write is made (law 11).
 * - `steps`: run the head (see {@link headOf}), look again, plan again. `outlook` says what will stop the plan later on.
 * - `held`: nothing can be done now, but nothing is wrong with what is asked for: cure and deploy again.
 * - `refused`: what is asked for would harm the cluster.
 */
export type Plan =
  | { readonly kind: 'nothing'; readonly steps: readonly []; readonly risks: readonly Risk[] }
  | {
      readonly kind: 'steps';
      readonly steps: readonly PlannedStep[];
      readonly risks: readonly Risk[];
      readonly outlook: PlanProblem | null;
    }
  | {
      readonly kind: 'held' | 'refused';
      readonly steps: readonly [];
      readonly risks: readonly Risk[];
      readonly problem: PlanProblem;
    };

/** The steps to run now: the first, and those after it that may run beside it. */
export function headOf(plan: Plan): readonly PlannedStep[] {
  const [first, ...rest] = plan.steps;
  if (first === undefined) return [];
  if (first.parallel === null) return [first];
  const end = rest.findIndex((planned) => planned.parallel !== first.parallel);
  return [first, ...(end === -1 ? rest : rest.slice(0, end))];
}
