/** Suites of the main job, of day two and of blue/green that a run of everything repeats on real machines. */
export const ON_MACHINES = [
  'create',
  'repair',
  'scale',
  'outage',
  'destroy',
  'day-two',
  'rollout',
  'rollback',
] as const;
