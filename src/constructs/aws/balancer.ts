import { Lb } from '@cdktf/provider-aws/lib/lb/index.js';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener/index.js';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group/index.js';
import { LbTargetGroupAttachment } from '@cdktf/provider-aws/lib/lb-target-group-attachment/index.js';
import type { Construct } from 'constructs';
import { PORTS } from '../../schema/index.js';
import { pinned } from '../pinned.js';
import { REPLACED } from './machines.js';

/** Seconds that connections have to end by themselves once a machine is taken out. */
const DRAINING_SECONDS = '30';
const PROBE_SECONDS = 10;
const PROBES = 2;

export interface BalancerProps {
  readonly isProtected: boolean;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  /**
   * Whether the internet reaches it; its names in the stack are its own then.
   * @default false
   */
  readonly isPublic?: boolean;
}

/**
 * A network load balancer that passes TLS on as it comes: it has no key and no certificate, and the nodes see who
 * connects. It sends clients to machines whose agent says `/ready`, and to all of them when none does.
 */
export class Balancer {
  readonly balancer: Lb;
  readonly targets: LbTargetGroup;
  readonly #scope: Construct;
  readonly #prefix: '' | 'public_';

  constructor(scope: Construct, props: BalancerProps) {
    this.#scope = scope;
    const { isPublic = false } = props;
    this.#prefix = isPublic ? 'public_' : '';
    const named = (name: string) => `${this.#prefix}${name}`;
    const balancer = new Lb(scope, named('balancer'), {
      loadBalancerType: 'network',
      internal: !isPublic,
      subnets: [...props.subnetIds],
      securityGroups: [props.securityGroupId],
      enableCrossZoneLoadBalancing: true,
      enableDeletionProtection: props.isProtected,
    });
    this.balancer = pinned(balancer, named('balancer'));
    const targets = new LbTargetGroup(scope, named('targets'), {
      vpcId: props.vpcId,
      targetType: 'instance',
      protocol: 'TCP',
      port: PORTS.api,
      preserveClientIp: 'true',
      deregistrationDelay: DRAINING_SECONDS,
      healthCheck: {
        protocol: 'HTTPS',
        port: String(PORTS.probe),
        path: '/ready',
        matcher: '200',
        interval: PROBE_SECONDS,
        healthyThreshold: PROBES,
        unhealthyThreshold: PROBES,
      },
    });
    this.targets = pinned(targets, named('api'));
    const listener = new LbListener(scope, named('listener'), {
      loadBalancerArn: balancer.arn,
      protocol: 'TCP',
      port: PORTS.api,
      defaultAction: [{ type: 'forward', targetGroupArn: targets.arn }],
    });
    pinned(listener, named('api'));
  }

  /** One attachment a machine, replaced with it. */
  attach(): LbTargetGroupAttachment {
    const attachments = new LbTargetGroupAttachment(this.#scope, `${this.#prefix}attachments`, {
      targetGroupArn: this.targets.arn,
      targetId: '${each.value.id}',
      ...REPLACED,
    });
    pinned(attachments, `${this.#prefix}attachments`).addOverride('for_each', '${aws_instance.machines}');
    return attachments;
  }
}
