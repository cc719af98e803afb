import type { LaunchOrder } from '../../src/aws/index.js';

/** One small machine of the emulator's own base image. */
export const LAUNCH: LaunchOrder = {
  clientToken: 'one',
  imageId: 'ami-03cf127a',
  instanceType: 'm6i.large',
  rootDevice: '/dev/xvda',
  rootSize: 8,
  subnetId: undefined,
  securityGroupIds: [],
  publicAddress: false,
  userData: '{}',
  tags: { 'quorate:environment': 'prod', 'quorate:slot': 'a' },
};
