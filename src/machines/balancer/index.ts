export { BalancerClient } from './client.js';
export { type FoundBalancer, findBalancer } from './find.js';
export type { BalancerOptions } from './options.js';
export type { BalancerRecord } from './record.js';
export { type BalancerSpec, startBalancer } from './start.js';
export type { BalancerStatus, TargetState, TargetStatus } from './status.js';
export { stopBalancer } from './stop.js';
