export type { VolumeProps } from './machines.js';
export type { Network } from './network.js';
export { AwsPlatform, type AwsPlatformProps } from './platform.js';
