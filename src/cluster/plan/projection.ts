import type { Capabilities } from '../capabilities/index.js';
import type { Desired, Observed, Step } from '../model/index.js';
import { noteAfterStep, noteBeforeStep } from './memory-step.js';
import { projectEngineStep } from './projection-engine.js';
import { projectMembershipStep } from './projection-membership.js';
import { projectWait } from './projection-wait.js';

/** A look at the future: what is observed, and when. */
export interface Projected {
  readonly observed: Observed;
  readonly now: number;
}

/** What a projection needs to know besides the step. */
export interface ProjectionContext {
  readonly desired: Desired;
  readonly capabilities: Capabilities;
}

/**
 * What will be observed after a step if all goes well. It serves the figures after each step and the rest of the
 * plan; nothing is ever decided on it, because the executor looks again after every step.
 */
export function project(at: Projected, step: Step, context: ProjectionContext): Projected {
  const before = noteBeforeStep(at.observed.facts, step, at.now);
  const started = { ...at.observed, facts: before };
  const changed =
    step.type === 'wait'
      ? projectWait({ observed: started, now: at.now }, step, context)
      : {
          observed: projectMembershipStep(projectEngineStep(started, step, at.now, context), step, context),
          now: at.now + 1,
        };
  const facts = noteAfterStep(changed.observed.facts, step, { ok: true }, changed.now);
  return { observed: { ...changed.observed, facts }, now: changed.now };
}
