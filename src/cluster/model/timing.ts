/** Patience of the planner. All values in milliseconds; `now` and all instants are milliseconds since the epoch. */
export interface Timing {
  /** How long a joiner must be in sync without a break before it is trusted (law 5). */
  readonly stabilization: number;
  /** The same while a cluster is founded: it holds nothing that anybody could be behind with, and serves nobody. */
  readonly foundingStabilization: number;
  /** How long a new node may stay untrusted without coming nearer to the leader, where there is little to load. */
  readonly gate: number;
  /** Any other wait: a leader, a restart, a vote. After it the plan is held with the last state seen. */
  readonly patience: number;
  /** How long a withdrawn node may keep connections before it is removed all the same. */
  readonly drain: number;
  /** Least time between the two readings that prove a removal: one autopilot update and one reconcile interval. */
  readonly confirmation: number;
  /** Least time between two leadership moves: a node that stepped down sleeps for it (law 6). */
  readonly leadershipSpacing: number;
  /** Age that a leader should have before a brake on joiners works at all on Vault Community. */
  readonly minimalHold: number;
}

/** The engine's own sleep after a step-down; hard-coded there. */
export const STEP_DOWN_SLEEP = 10_000;

/** Timing that follows from the interval at which the engine's autopilot updates and reconciles. */
export function timingFor(autopilotInterval: number, changes: Partial<Timing> = {}): Timing {
  return {
    stabilization: 1_000,
    foundingStabilization: 200,
    gate: 120_000,
    patience: 60_000,
    drain: 30_000,
    confirmation: 2 * autopilotInterval,
    leadershipSpacing: STEP_DOWN_SLEEP,
    minimalHold: 10_000,
    ...changes,
  };
}
