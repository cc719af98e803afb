export * from './agent-api.js';
export * from './errors.js';
export * from './identity.js';
export * from './image.js';
export * from './membership-plan.js';
export * from './names.js';
export * from './status.js';
