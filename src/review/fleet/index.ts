export type { ClusterFact, MembershipPlan } from './cluster.js';
export { type Fact, factOf } from './fact.js';
export { type Fleet, fleetsOf } from './fleet.js';
export { arrives, exists, leaves, type MachineFact, machineFact } from './machine.js';
export { isSealKey, type PartFact, type PartKind } from './parts.js';
