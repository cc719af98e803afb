import * as ec2 from '@aws-sdk/client-ec2';
import { type AllPlayed, pascal, sent, tagsOf, text, type Values } from '../resource.js';

const client = new ec2.EC2Client({});

const tagged = (values: Values, ResourceType: ec2.ResourceType) => {
  const Tags = tagsOf(values);
  return Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType, Tags }] };
};

const rule = (values: Values) => ({
  GroupId: text(values, 'security_group_id'),
  IpPermissions: [
    {
      IpProtocol: text(values, 'ip_protocol'),
      FromPort: Number(values['from_port']),
      ToPort: Number(values['to_port']),
      ...(values['cidr_ipv4'] ? { IpRanges: [{ CidrIp: text(values, 'cidr_ipv4') }] } : {}),
      ...(values['prefix_list_id'] ? { PrefixListIds: [{ PrefixListId: text(values, 'prefix_list_id') }] } : {}),
      ...(values['referenced_security_group_id']
        ? { UserIdGroupPairs: [{ GroupId: text(values, 'referenced_security_group_id') }] }
        : {}),
    },
  ],
});

export const network: AllPlayed = {
  aws_vpc: {
    create: async (planned) => {
      const command = new ec2.CreateVpcCommand({ CidrBlock: text(planned, 'cidr_block'), ...tagged(planned, 'vpc') });
      const { Vpc } = await client.send(command);
      const VpcId = sent(Vpc?.VpcId);
      for (const EnableDnsHostnames of [{ Value: true }])
        await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames }));
      return { id: VpcId };
    },
    delete: ({ id }) => client.send(new ec2.DeleteVpcCommand({ VpcId: String(id) })),
  },
  aws_default_security_group: {
    create: async (planned) => {
      const Filters = [
        { Name: 'vpc-id', Values: [text(planned, 'vpc_id')] },
        { Name: 'group-name', Values: ['default'] },
      ];
      const { SecurityGroups } = await client.send(new ec2.DescribeSecurityGroupsCommand({ Filters }));
      const group = sent(SecurityGroups?.[0]);
      const GroupId = sent(group.GroupId);
      const [IpPermissions, out] = [group.IpPermissions ?? [], group.IpPermissionsEgress ?? []];
      if (IpPermissions.length > 0)
        await client.send(new ec2.RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      if (out.length > 0) await client.send(new ec2.RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: out }));
      return { id: GroupId };
    },
    // It belongs to its network and goes with it.
    delete: async () => undefined,
  },
  aws_route_table: {
    create: async (planned) => {
      const command = new ec2.CreateRouteTableCommand({
        VpcId: text(planned, 'vpc_id'),
        ...tagged(planned, 'route-table'),
      });
      return { id: sent((await client.send(command)).RouteTable?.RouteTableId) };
    },
    delete: ({ id }) => client.send(new ec2.DeleteRouteTableCommand({ RouteTableId: String(id) })),
  },
  aws_subnet: {
    create: async (planned) => {
      const command = new ec2.CreateSubnetCommand({
        VpcId: text(planned, 'vpc_id'),
        CidrBlock: text(planned, 'cidr_block'),
        AvailabilityZone: text(planned, 'availability_zone'),
        ...tagged(planned, 'subnet'),
      });
      return { id: sent((await client.send(command)).Subnet?.SubnetId) };
    },
    delete: ({ id }) => client.send(new ec2.DeleteSubnetCommand({ SubnetId: String(id) })),
  },
  aws_route_table_association: {
    create: async (planned) => {
      const command = new ec2.AssociateRouteTableCommand({
        RouteTableId: text(planned, 'route_table_id'),
        SubnetId: text(planned, 'subnet_id'),
      });
      return { id: sent((await client.send(command)).AssociationId) };
    },
    delete: ({ id }) => client.send(new ec2.DisassociateRouteTableCommand({ AssociationId: String(id) })),
  },
  aws_security_group: {
    create: async (planned) => {
      const command = new ec2.CreateSecurityGroupCommand({
        GroupName: `terraform-${Date.now()}${Math.random().toString(36).slice(2, 8)}`,
        Description: text(planned, 'description'),
        VpcId: text(planned, 'vpc_id'),
        ...tagged(planned, 'security-group'),
      });
      const GroupId = sent((await client.send(command)).GroupId);
      const world = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
      await client.send(new ec2.RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: world }));
      return { id: GroupId };
    },
    delete: ({ id }) => client.send(new ec2.DeleteSecurityGroupCommand({ GroupId: String(id) })),
  },
  aws_vpc_security_group_ingress_rule: {
    create: async (planned) => {
      const { SecurityGroupRules } = await client.send(new ec2.AuthorizeSecurityGroupIngressCommand(rule(planned)));
      return { id: sent(SecurityGroupRules?.[0]?.SecurityGroupRuleId) };
    },
    delete: (state) => client.send(new ec2.RevokeSecurityGroupIngressCommand(rule(state))),
  },
  aws_vpc_security_group_egress_rule: {
    create: async (planned) => {
      const { SecurityGroupRules } = await client.send(new ec2.AuthorizeSecurityGroupEgressCommand(rule(planned)));
      return { id: sent(SecurityGroupRules?.[0]?.SecurityGroupRuleId) };
    },
    delete: (state) => client.send(new ec2.RevokeSecurityGroupEgressCommand(rule(state))),
  },
  aws_vpc_endpoint: {
    create: async ({ tags, ...planned }) => {
      const command = new ec2.CreateVpcEndpointCommand({
        ...(pascal(planned) as object),
        ...tagged({ tags }, 'vpc-endpoint'),
      } as never);
      const VpcEndpointId = sent((await client.send(command)).VpcEndpoint?.VpcEndpointId);
      const { PrefixLists } = await client
        .send(new ec2.DescribePrefixListsCommand({}))
        .catch(() => ({ PrefixLists: [] }));
      return { id: VpcEndpointId, prefix_list_id: PrefixLists?.[0]?.PrefixListId ?? 'pl-6da54004' };
    },
    delete: ({ id }) => client.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: [String(id)] })),
  },
};
