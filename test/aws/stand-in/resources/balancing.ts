import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as dns from '@aws-sdk/client-route-53';
import { type AllPlayed, sent, tagsOf, text, truth, type Values } from '../resource.js';

const client = new elb.ElasticLoadBalancingV2Client({});
const names = new dns.Route53Client({});
const short = (name: string) => `${name}-${Date.now().toString(36)}`;
/** The end of an ARN, by which metrics know a balancer or a group. */
const suffix = (arn: string) => arn.split(':').at(-1)?.replace('loadbalancer/', '') ?? '';
const attributes = (values: Record<string, unknown>) =>
  Object.entries(values).map(([Key, value]) => ({ Key, Value: String(value) }));

const record = (state: Values, Action: 'UPSERT' | 'DELETE') => {
  const { name: DNSName, zone_id: HostedZoneId } = state['alias'] as Record<string, string>;
  const AliasTarget = { DNSName, HostedZoneId, EvaluateTargetHealth: false };
  const ResourceRecordSet = { Name: text(state, 'name'), Type: state['type'] as 'A', AliasTarget };
  return new dns.ChangeResourceRecordSetsCommand({
    HostedZoneId: text(state, 'zone_id'),
    ChangeBatch: { Changes: [{ Action, ResourceRecordSet }] },
  });
};

export const balancing: AllPlayed = {
  aws_lb: {
    create: async (planned) => {
      const command = new elb.CreateLoadBalancerCommand({
        Name: short('lb'),
        Type: 'network',
        Scheme: truth(planned['internal']) ? 'internal' : 'internet-facing',
        Subnets: planned['subnets'] as string[],
        SecurityGroups: planned['security_groups'] as string[],
        Tags: tagsOf(planned),
      });
      const { LoadBalancers } = await client.send(command);
      const { LoadBalancerArn, DNSName, CanonicalHostedZoneId } = sent(LoadBalancers?.[0]);
      const Attributes = attributes({
        'load_balancing.cross_zone.enabled': planned['enable_cross_zone_load_balancing'],
        'deletion_protection.enabled': planned['enable_deletion_protection'],
      });
      await client.send(new elb.ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
      const arn = sent(LoadBalancerArn);
      return { id: arn, arn, arn_suffix: suffix(arn), dns_name: DNSName, zone_id: CanonicalHostedZoneId };
    },
    replaces: ['internal', 'subnets', 'load_balancer_type'],
    update: async ({ id }, planned) => {
      const Attributes = attributes({ 'deletion_protection.enabled': planned['enable_deletion_protection'] });
      await client.send(new elb.ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: String(id), Attributes }));
      return {};
    },
    delete: ({ id }) => client.send(new elb.DeleteLoadBalancerCommand({ LoadBalancerArn: String(id) })),
  },
  aws_lb_target_group: {
    create: async (planned) => {
      const check = planned['health_check'] as Values;
      const command = new elb.CreateTargetGroupCommand({
        Name: short('tg'),
        VpcId: text(planned, 'vpc_id'),
        TargetType: planned['target_type'] as 'instance',
        Protocol: planned['protocol'] as 'TCP',
        Port: Number(planned['port']),
        HealthCheckProtocol: check['protocol'] as 'HTTPS',
        HealthCheckPort: text(check, 'port'),
        HealthCheckPath: text(check, 'path'),
        HealthCheckIntervalSeconds: Number(check['interval']),
        HealthyThresholdCount: Number(check['healthy_threshold']),
        UnhealthyThresholdCount: Number(check['unhealthy_threshold']),
        Matcher: { HttpCode: text(check, 'matcher') },
        Tags: tagsOf(planned),
      });
      const TargetGroupArn = sent((await client.send(command)).TargetGroups?.[0]?.TargetGroupArn);
      const Attributes = attributes({
        'deregistration_delay.timeout_seconds': planned['deregistration_delay'],
        'preserve_client_ip.enabled': planned['preserve_client_ip'],
      });
      await client.send(new elb.ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
      return { id: TargetGroupArn, arn: TargetGroupArn, arn_suffix: suffix(TargetGroupArn) };
    },
    delete: ({ id }) => client.send(new elb.DeleteTargetGroupCommand({ TargetGroupArn: String(id) })),
  },
  aws_lb_listener: {
    create: async (planned) => {
      const actions = (planned['default_action'] as Values[]).map(({ type, target_group_arn }) => ({
        Type: type as 'forward',
        TargetGroupArn: String(target_group_arn),
      }));
      const command = new elb.CreateListenerCommand({
        LoadBalancerArn: text(planned, 'load_balancer_arn'),
        Protocol: planned['protocol'] as 'TCP',
        Port: Number(planned['port']),
        DefaultActions: actions,
      });
      return { id: sent((await client.send(command)).Listeners?.[0]?.ListenerArn) };
    },
    delete: ({ id }) => client.send(new elb.DeleteListenerCommand({ ListenerArn: String(id) })),
  },
  aws_lb_target_group_attachment: {
    create: async (planned) => {
      const [TargetGroupArn, Id] = [text(planned, 'target_group_arn'), text(planned, 'target_id')];
      await client.send(new elb.RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id }] }));
      return { id: `${TargetGroupArn}-${Id}` };
    },
    delete: async (state) => {
      const [TargetGroupArn, Id] = [text(state, 'target_group_arn'), text(state, 'target_id')];
      try {
        await client.send(new elb.DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id }] }));
      } catch (error) {
        // Amazon takes instances that were terminated out of their groups by itself; the emulator refuses to.
        if (!(error instanceof elb.InvalidTargetException)) throw error;
      }
    },
  },
  aws_route53_zone: {
    create: async (planned) => {
      const [vpc] = planned['vpc'] as Values[];
      const command = new dns.CreateHostedZoneCommand({
        Name: text(planned, 'name'),
        CallerReference: String(Date.now()),
        VPC: { VPCId: String(vpc?.['vpc_id']), VPCRegion: (await names.config.region()) as never },
        HostedZoneConfig: { PrivateZone: true },
      });
      const id = sent((await names.send(command)).HostedZone?.Id).replace('/hostedzone/', '');
      return { id, zone_id: id };
    },
    delete: ({ id }) => names.send(new dns.DeleteHostedZoneCommand({ Id: String(id) })),
  },
  aws_route53_record: {
    create: async (planned) => {
      await names.send(record(planned, 'UPSERT'));
      return { id: `${text(planned, 'zone_id')}_${text(planned, 'name')}` };
    },
    delete: (state) => names.send(record(state, 'DELETE')),
  },
};
