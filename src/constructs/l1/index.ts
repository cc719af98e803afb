export { QuorateAttachment } from './attachment.js';
export { QuorateCluster } from './cluster.js';
export { QuorateImage } from './image.js';
export { QuorateLoadBalancer } from './load-balancer.js';
export { QuorateMachine } from './machine.js';
export { QuorateMember } from './member.js';
export { QuorateOperator } from './operator.js';
export { type ResourceClass, resourceClass } from './resource-class.js';
export { QuorateSeal } from './seal.js';
