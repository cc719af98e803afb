export { defineProvider, type ProviderDefinition } from './define-provider.js';
export { resourceDefiner } from './define-resource.js';
export { PartialFailure } from './failure.js';
export type { AttributeAt, Handlers, PlanWork, Work } from './handlers.js';
export type { Planned, PlannedMembers } from './planned.js';
export type { Resource } from './resource.js';
