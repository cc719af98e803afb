import type { Lb } from '@cdktf/provider-aws/lib/lb/index.js';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record/index.js';
import { Route53Zone } from '@cdktf/provider-aws/lib/route53-zone/index.js';
import type { Construct } from 'constructs';
import { pinned } from '../pinned.js';

/** A name for the balancer that only this network knows: a zone of its own, so that no other name is hidden. */
export function privateName(scope: Construct, name: string, vpcId: string, balancer: Lb): void {
  const zone = pinned(new Route53Zone(scope, 'zone', { name, vpc: [{ vpcId }] }), 'cluster');
  const alias = { name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: false };
  pinned(new Route53Record(scope, 'name', { zoneId: zone.zoneId, name, type: 'A', alias }), 'cluster');
}
