import { Ec2InstanceConnectEndpoint } from '@cdktf/provider-aws/lib/ec2-instance-connect-endpoint/index.js';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import type { Construct } from 'constructs';
import { pinned } from '../pinned.js';
import type { Network } from './network.js';

const SSH = 22;

/**
 * A way in without a network: whoever may open a tunnel reaches port 22 of the machines and nothing else, and the account
 * records who did. It needs no agent of Amazon's in the image, as Session Manager does.
 */
export function instanceConnect(
  scope: Construct,
  network: Network,
  members: SecurityGroup,
): Ec2InstanceConnectEndpoint {
  const group = new SecurityGroup(scope, 'group-instance-connect', {
    vpcId: network.vpcId,
    description: 'Endpoint that operators come through',
    revokeRulesOnDelete: true,
  });
  pinned(group, 'instance_connect');
  const rule = { ipProtocol: 'tcp', fromPort: SSH, toPort: SSH, description: 'instance_connect' };
  const out = { ...rule, securityGroupId: group.id, referencedSecurityGroupId: members.id };
  pinned(new VpcSecurityGroupEgressRule(scope, 'egress-instance-connect', out), 'instance_connect');
  const into = { ...rule, securityGroupId: members.id, referencedSecurityGroupId: group.id };
  pinned(new VpcSecurityGroupIngressRule(scope, 'ingress-instance-connect', into), 'instance_connect');
  const endpoint = new Ec2InstanceConnectEndpoint(scope, 'instance-connect', {
    subnetId: network.subnetIds[0] ?? '',
    securityGroupIds: [group.id],
    // Machines see the endpoint, which their packet filter knows by the subnets of the cluster.
    preserveClientIp: false,
  });
  return pinned(endpoint, 'operators');
}
