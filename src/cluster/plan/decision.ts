import type { Phase, PlanProblem, Step, WaitReason } from '../model/index.js';
import type { Situation } from './situation.js';

/** A step as a stage proposes it; quorum figures are added from the projection. */
export interface DraftStep {
  readonly step: Step;
  readonly phase: Phase;
  readonly reason: string;
  readonly parallel: string | null;
}

/** What to do now. */
export type Decision =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'steps'; readonly steps: readonly [DraftStep, ...DraftStep[]] }
  | { readonly kind: 'held' | 'refused'; readonly problem: PlanProblem };

/** One concern of planning: has something to say, or leaves it to the stages after it. */
export type Stage = (situation: Situation) => Decision | null;

export function step(phase: Phase, what: Step, reason: string): Decision {
  return { kind: 'steps', steps: [{ step: what, phase, reason, parallel: null }] };
}

/** The same step for several nodes at once, or null for none. */
export function together(
  phase: Phase,
  nodes: readonly string[],
  what: (node: string) => Step,
  reason: (node: string) => string,
): Decision | null {
  const [first, ...rest] = nodes.map((node) => {
    const made = what(node);
    return { step: made, phase, reason: reason(node), parallel: made.type };
  });
  return first === undefined ? null : { kind: 'steps', steps: [first, ...rest] };
}

export function held(code: PlanProblem['code'], message: string, cure: string): Decision {
  return { kind: 'held', problem: { code, message, cure } };
}

export function refused(code: PlanProblem['code'], message: string, cure: string): Decision {
  return { kind: 'refused', problem: { code, message, cure } };
}

/** Identity of a wait, by which the memory knows since when it has lasted. */
export function waitKey(until: WaitReason, nodes: readonly string[]): string {
  return [until, ...nodes].join(' ');
}

/** How long this very wait has lasted, milliseconds; 0 while another one or none is remembered. */
export function waitedFor({ facts, now }: Situation, until: WaitReason, nodes: readonly string[]): number {
  const { waiting } = facts;
  return waiting?.key === waitKey(until, nodes) ? now - waiting.since : 0;
}

/**
 * Waits for `until`, and says `late` once the same wait has lasted longer than `patience` milliseconds; without `late`
 * what is waited for ends by itself.
 */
export function waitFor(
  situation: Situation,
  wait: {
    readonly phase: Phase;
    readonly until: WaitReason;
    readonly nodes: readonly string[];
    readonly reason: string;
    readonly late?: () => Decision;
    readonly patience?: number;
  },
): Decision {
  const patience = wait.patience ?? situation.desired.timing.patience;
  if (wait.late && waitedFor(situation, wait.until, wait.nodes) > patience) return wait.late();
  return step(wait.phase, { type: 'wait', until: wait.until, nodes: wait.nodes }, wait.reason);
}
