export type { VolumeProps } from './machines.js';
export type { Network } from './network.js';
export { AwsPlatform } from './platform.js';
export type {
  AwsPlatformProps,
  BuilderProps,
  FurtherEndpoint,
  PublicBalancerProps,
  SnapshotCopiesProps,
} from './platform-props.js';
