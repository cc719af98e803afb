import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import type { Construct } from 'constructs';
import { PORTS } from '../../schema/index.js';
import { pinned } from '../pinned.js';

const SSH = 22;
const HTTPS = 443;

/** Somebody at the other end of a connection: another group, a network, or a list of Amazon's. */
type Peer = { readonly group: SecurityGroup } | { readonly cidr: string } | { readonly prefixList: string };

/** Who may speak to whom. Nothing else may: a group without a rule admits and reaches nothing. */
export class Access {
  readonly members: SecurityGroup;
  readonly balancer: SecurityGroup;
  readonly endpoints: SecurityGroup;
  readonly #scope: Construct;
  readonly #group: (name: string, description: string) => SecurityGroup;

  constructor(scope: Construct, vpcId: string) {
    this.#scope = scope;
    this.#group = (name, description) =>
      pinned(new SecurityGroup(scope, `group-${name}`, { vpcId, description, revokeRulesOnDelete: true }), name);
    const group = this.#group;
    this.members = group('members', 'Nodes of the cluster');
    this.balancer = group('balancer', 'Load balancer of the cluster');
    this.endpoints = group('endpoints', 'Endpoints of AWS services');

    this.#between('members', this.members, this.members, PORTS.api, PORTS.cluster);
    this.#between('balancer', this.balancer, this.members, PORTS.api);
    this.#between('health', this.balancer, this.members, PORTS.probe);
    this.#between('endpoints', this.members, this.endpoints, HTTPS);
  }

  /** Deploys and commands come from these networks: to agents by SSH, to engines and probes by TLS. */
  admitOperators(networks: readonly string[]): void {
    networks.forEach((cidr, index) => {
      for (const [name, port] of [
        ['ssh', SSH],
        ['api', PORTS.api],
        ['probe', PORTS.probe],
      ] as const) {
        this.#ingress(`operators_${name}_${index + 1}`, this.members, { cidr }, port);
      }
    });
  }

  /** Clients come from these networks, and only to the balancer. */
  admitClients(networks: readonly string[]): void {
    networks.forEach((cidr, index) => void this.#ingress(`clients_${index + 1}`, this.balancer, { cidr }, PORTS.api));
  }

  /** A group for a balancer that the internet reaches, from these networks only. */
  publicBalancer(networks: readonly string[]): SecurityGroup {
    const group = this.#group('public_balancer', 'Public load balancer of the cluster');
    this.#between('public', group, this.members, PORTS.api);
    this.#between('public_health', group, this.members, PORTS.probe);
    networks.forEach((cidr, index) => void this.#ingress(`public_${index + 1}`, group, { cidr }, PORTS.api));
    return group;
  }

  /** Machines reach S3 by the addresses that its gateway endpoint has. */
  reachStorage(prefixList: string): void {
    this.#egress('storage', this.members, { prefixList }, HTTPS);
  }

  #between(name: string, from: SecurityGroup, to: SecurityGroup, port: number, last = port): void {
    this.#egress(`to_${name}`, from, { group: to }, port, last);
    this.#ingress(`from_${name}`, to, { group: from }, port, last);
  }

  #ingress(name: string, group: SecurityGroup, from: Peer, port: number, last = port): void {
    const rule = { securityGroupId: group.id, ...peer(from), ipProtocol: 'tcp', fromPort: port, toPort: last };
    pinned(new VpcSecurityGroupIngressRule(this.#scope, `ingress-${name}`, { ...rule, description: name }), name);
  }

  #egress(name: string, group: SecurityGroup, to: Peer, port: number, last = port): void {
    const rule = { securityGroupId: group.id, ...peer(to), ipProtocol: 'tcp', fromPort: port, toPort: last };
    pinned(new VpcSecurityGroupEgressRule(this.#scope, `egress-${name}`, { ...rule, description: name }), name);
  }
}

function peer(one: Peer): { referencedSecurityGroupId?: string; cidrIpv4?: string; prefixListId?: string } {
  if ('group' in one) return { referencedSecurityGroupId: one.group.id };
  return 'cidr' in one ? { cidrIpv4: one.cidr } : { prefixListId: one.prefixList };
}
