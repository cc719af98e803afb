import { capabilitiesOf } from '../../../src/cluster/capabilities/index.js';
import { type Desired, isMutating, type Step } from '../../../src/cluster/model/index.js';
import {
  beginOperation,
  decide,
  describeStep,
  noteAfterStep,
  noteBeforeStep,
  noteDecision,
  noteObservation,
  STAGES,
  type Stage,
  situationOf,
} from '../../../src/cluster/plan/index.js';
import { judgeStep, truth } from './laws.js';
import { look } from './look.js';
import { OperatorKilled, runStep, StepFailure } from './steps.js';
import { pass } from './time.js';
import type { World } from './world.js';

/** How a convergence ended: `done`, a problem's code, `failed` (a step's error) or `killed`. */
export type Outcome = 'done' | 'failed' | 'killed' | 'endless' | `QRT-${string}`;

/** What may go wrong around the operator; called before every look and at every pause inside a step. */
export interface Weather {
  beforeLook(): void;
  /** May throw {@link OperatorKilled}. */
  inStep(): void;
  /** True: another operator took the lock after this one decided, and did all there was to do. */
  losesLease(): boolean;
  /** True: the step took effect, and its reply was lost. */
  losesReply(): boolean;
}

const CALM: Weather = {
  beforeLook() {},
  inStep() {},
  losesLease: () => false,
  losesReply: () => false,
};

const LONGEST_RUN = 1_500;

/** One convergence: look, decide, run the head, look again. The laws are judged before every step. */
export function converge(world: World, desired: Desired, weather: Weather, stages: readonly Stage[] = STAGES): Outcome {
  world.facts = beginOperation(world.facts);
  world.hook = null;
  const capabilities = capabilitiesOf(desired.engine);
  let patience = 200;
  for (let turn = 0; turn < LONGEST_RUN; turn += 1) {
    if (world.violations.length > 0) return 'failed';
    weather.beforeLook();
    const seen = truth(world, desired);
    const first = look(world);
    const observed = { ...first, facts: noteObservation(first, world.now) };
    const decision = decide(desired, observed, capabilities, world.now, stages);
    world.facts = noteDecision(situationOf(desired, observed, capabilities, world.now), decision);
    if (decision.kind === 'nothing') return 'done';
    if (decision.kind !== 'steps') {
      world.note(`${decision.problem.code} ${decision.problem.message}`);
      return decision.problem.code;
    }
    const steps = decision.steps.map(({ step }) => step);
    if (steps.some(isMutating) && weather.losesLease()) {
      converge(world, desired, CALM, stages);
      world.note('the first operator comes back');
      if (world.fenced) return 'killed';
    }
    if (decision.steps.some(({ reason }) => reason === '')) world.violated('12', 'a step has no reason');
    for (const step of steps) {
      if (isMutating(step)) judgeStep(world, seen, step, desired, capabilities);
    }
    patience = steps.some(isMutating) ? 200 : Math.min(2_000, Math.floor(patience * 1.2));
    const ended = runHead(world, steps, weather, patience);
    if (ended !== null) return ended;
  }
  return 'endless';
}

function runHead(world: World, steps: readonly Step[], weather: Weather, patience: number): Outcome | null {
  for (const step of steps) world.facts = noteBeforeStep(world.facts, step, world.now);
  let failed = false;
  for (const step of steps) {
    world.note(describeStep(step));
    try {
      runStep(world, step, (milliseconds) => {
        weather.inStep();
        pass(world, step.type === 'wait' ? patience : milliseconds);
      });
    } catch (error) {
      if (error instanceof OperatorKilled) return 'killed';
      if (!(error instanceof StepFailure)) throw error;
      world.note(`failed: ${error.message}`);
      world.facts = noteAfterStep(world.facts, step, { ok: false, finding: error.finding }, world.now);
      failed ||= error.finding === null;
      continue;
    }
    if (isMutating(step) && weather.losesReply()) return 'killed';
    world.facts = noteAfterStep(world.facts, step, { ok: true }, world.now);
  }
  return failed ? 'failed' : null;
}
