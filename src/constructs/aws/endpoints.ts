import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import type { Construct } from 'constructs';
import { pinned } from '../pinned.js';
import type { Network } from './network.js';
import type { FurtherEndpoint } from './platform-props.js';

export interface EndpointsProps {
  readonly region: string;
  readonly network: Network;
  /** Admits machines on 443. */
  readonly securityGroupId: string;
  readonly further: readonly FurtherEndpoint[];
}

/**
 * What machines reach of AWS, without a way to the internet: KMS to unseal, STS for the engine's role, CloudWatch for
 * what alarms look at, S3 for copies of snapshots.
 */
export function endpoints(scope: Construct, { region, network, securityGroupId, further }: EndpointsProps) {
  const byAddress = (service: string): VpcEndpoint => {
    const endpoint = new VpcEndpoint(scope, `endpoint-${service}`, {
      vpcId: network.vpcId,
      serviceName: `com.amazonaws.${region}.${service}`,
      vpcEndpointType: 'Interface',
      privateDnsEnabled: true,
      subnetIds: [...network.subnetIds],
      securityGroupIds: [securityGroupId],
    });
    return pinned(endpoint, service);
  };
  const services = ['kms', 'sts', 'monitoring', ...further].map(byAddress);
  const s3 = new VpcEndpoint(scope, 'endpoint-s3', {
    vpcId: network.vpcId,
    serviceName: `com.amazonaws.${region}.s3`,
    vpcEndpointType: 'Gateway',
    routeTableIds: [...network.routeTableIds],
  });
  return { services, s3: pinned(s3, 's3') };
}
