import { field, isRecord, listField } from '../../value/json.js';
import { makeRule, type Rule } from './rule.js';

/** Types whose `ingress` and `egress` are lists of rules. */
const GROUPS = new Set(['aws_security_group', 'aws_default_security_group']);

/** Types that are one rule each. */
const SINGLE = new Set([
  'aws_security_group_rule',
  'aws_vpc_security_group_ingress_rule',
  'aws_vpc_security_group_egress_rule',
]);

/** True for a list of firewall rules inside a resource. */
export function isRuleList(type: string, attribute: string): boolean {
  return GROUPS.has(type) && (attribute === 'ingress' || attribute === 'egress');
}

/** True for a resource that is one firewall rule. */
export function isSingleRule(type: string): boolean {
  return SINGLE.has(type);
}

/** Rules of an `ingress` or `egress` list. */
export function rulesOfList(direction: Rule['direction'], value: unknown): Rule[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).flatMap((block) => rulesOfBlock(direction, block));
}

/** Rules of a resource that is one rule; several when it names several peers. */
export function rulesOfResource(type: string, values: unknown): Rule[] {
  if (!isRecord(values)) return [];
  if (type === 'aws_security_group_rule') {
    return rulesOfBlock(field(values, 'type') === 'egress' ? 'egress' : 'ingress', values);
  }
  return rulesOfBlock(type.includes('egress') ? 'egress' : 'ingress', values);
}

function rulesOfBlock(direction: Rule['direction'], block: Readonly<Record<string, unknown>>): Rule[] {
  const raw = { protocol: block['protocol'] ?? block['ip_protocol'], from: block['from_port'], to: block['to_port'] };
  return peersOf(block).map((peer) => makeRule(direction, { ...raw, peer }));
}

function peersOf(block: Readonly<Record<string, unknown>>): string[] {
  const lists = ['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids', 'security_groups'];
  const single = [
    'cidr_ipv4',
    'cidr_ipv6',
    'prefix_list_id',
    'referenced_security_group_id',
    'source_security_group_id',
  ];
  const peers = [
    ...lists.flatMap((name) => listField(block, name)),
    ...single.map((name) => field(block, name)),
  ].filter((peer): peer is string => typeof peer === 'string' && peer !== '');
  if (block['self'] === true) peers.push('self');
  return peers;
}
