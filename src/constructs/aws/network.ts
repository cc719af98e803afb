import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group/index.js';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import type { Construct } from 'constructs';
import { pinned } from '../pinned.js';
import { subnetCidr } from './subnet-cidr.js';

/** Where the machines stand: private subnets, one a zone. */
export interface Network {
  readonly vpcId: string;
  readonly cidr: string;
  /** One a zone, in the order of the zones. */
  readonly subnetIds: readonly string[];
  /** Networks of those subnets, in the same order. */
  readonly subnetCidrs: readonly string[];
  /** Route tables of those subnets: the way to S3 is added to them. */
  readonly routeTableIds: readonly string[];
}

/**
 * A network of the cluster's own: private subnets with no way to or from the internet. There is no gateway of any kind;
 * what the machines need of AWS they reach through endpoints.
 */
export function ownNetwork(scope: Construct, cidr: string, zones: readonly string[]): Network {
  const vpc = pinned(
    new Vpc(scope, 'vpc', { cidrBlock: cidr, enableDnsHostnames: true, enableDnsSupport: true }),
    'network',
  );
  // The one that every network has admits what names it. Without rules it admits nothing.
  pinned(new DefaultSecurityGroup(scope, 'default-security-group', { vpcId: vpc.id }), 'default');
  const routes = pinned(new RouteTable(scope, 'routes', { vpcId: vpc.id }), 'private');
  const subnetCidrs = zones.map((_, index) => subnetCidr(cidr, index));
  const subnets = zones.map((availabilityZone, index) => {
    const subnet = new Subnet(scope, `subnet-${index}`, {
      vpcId: vpc.id,
      availabilityZone,
      cidrBlock: subnetCidrs[index] ?? '',
      mapPublicIpOnLaunch: false,
    });
    pinned(subnet, `private_${index + 1}`);
    const association = { routeTableId: routes.id, subnetId: subnet.id };
    pinned(new RouteTableAssociation(scope, `association-${index}`, association), `private_${index + 1}`);
    return subnet;
  });
  return {
    vpcId: vpc.id,
    cidr,
    subnetIds: subnets.map(({ id }) => id),
    subnetCidrs,
    routeTableIds: [routes.id],
  };
}
