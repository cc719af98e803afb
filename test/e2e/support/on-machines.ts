/** Suites of the main job, of day two, of recovery and of blue/green that a run of everything repeats on real machines. */
export const ON_MACHINES = [
  'create',
  'repair',
  'scale',
  'outage',
  'destroy',
  'day-two',
  'recovery',
  'rollout',
  'rollback',
] as const;
