import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import type { Construct } from 'constructs';
import { pinned } from '../pinned.js';
import type { Network } from './network.js';

export interface EndpointsProps {
  readonly region: string;
  readonly network: Network;
  /** Admits machines on 443. */
  readonly securityGroupId: string;
}

/**
 * What machines reach of AWS, without a way to the internet: KMS to unseal, S3 for copies of snapshots. They need
 * nothing else of it: the credentials of their role come from the metadata service.
 */
export function endpoints(scope: Construct, { region, network, securityGroupId }: EndpointsProps) {
  const kms = new VpcEndpoint(scope, 'endpoint-kms', {
    vpcId: network.vpcId,
    serviceName: `com.amazonaws.${region}.kms`,
    vpcEndpointType: 'Interface',
    privateDnsEnabled: true,
    subnetIds: [...network.subnetIds],
    securityGroupIds: [securityGroupId],
  });
  const s3 = new VpcEndpoint(scope, 'endpoint-s3', {
    vpcId: network.vpcId,
    serviceName: `com.amazonaws.${region}.s3`,
    vpcEndpointType: 'Gateway',
    routeTableIds: [...network.routeTableIds],
  });
  return { kms: pinned(kms, 'kms'), s3: pinned(s3, 's3') };
}
