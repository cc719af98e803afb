export * from './attachment.js';
export type { AttributeType, ObjectMember } from './attribute-type.js';
export type { ComputedName, ComputedOf, ConfigOf, StateOf } from './attribute-values.js';
export {
  type Attribute,
  type Attributes,
  computed,
  optional,
  type ResourceSchema,
  required,
  resourceSchema,
} from './attributes.js';
export * from './cluster.js';
export * from './image.js';
export * from './load-balancer.js';
export * from './machine.js';
export * from './member.js';
export * from './operator.js';
export * from './preflight.js';
export * from './provider.js';
export * from './seal.js';
