export type { ClusterAccess, ClusterPlatform, MachineView } from './access.js';
export { capabilitiesOf } from './capabilities/index.js';
export { type Convergence, converge } from './execute/converge.js';
export { FactsStore } from './facts-store.js';
export * from './jobs/index.js';
export { confirmedKeys } from './keys/confirmed.js';
export { formerShares } from './keys/generation.js';
export { namedRecipients } from './keys/recipients.js';
export { sharesAtHand } from './keys/shares.js';
export { type ClientIdentity, Logins } from './logins.js';
export * from './model/index.js';
export { type Look, observe } from './observe/observe.js';
export { deletePause, readPause, writePause } from './pause-store.js';
export {
  askRollback,
  describeStep,
  list,
  mayStop,
  noteObservation,
  type PlannedMember,
  type PlanTimeSettings,
  type PriorMember,
  plan,
  planAtPlanTime,
  problemAtPlanTime,
  type RollbackRequest,
  type Situation,
} from './plan/index.js';
export { SettingsCheck } from './settings/check.js';
export { bringHere, copyKept, findKept, type KeptSnapshot, keptSnapshots, verifyKept } from './snapshots/kept.js';
export { type ClusterSpec, membersOf } from './spec/cluster-spec.js';
export { desiredOf } from './spec/desired.js';
export { AUTOPILOT_INTERVAL_MS, runtimeConfigurationOf } from './spec/runtime.js';
export { deleteSpec, readSpec, writeSpec } from './spec/spec-store.js';
export type { SealServerView } from './status/problems.js';
export { statusOf } from './status/report.js';
export { addressOf } from './steps/context.js';
export { snapshot } from './steps/snapshot.js';
