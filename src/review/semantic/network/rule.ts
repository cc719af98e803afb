import { canonical } from '../../value/equal.js';
import { type AddressRange, isEverywhere, parseRange } from './address.js';

/** One thing a firewall lets through: a direction, a protocol, a range of ports, one peer. */
export interface Rule {
  readonly direction: 'ingress' | 'egress';
  /** A known name in lower case, anything else as written; `all` covers every protocol and every port. */
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  /** The peer as written: a range, a group, a prefix list, `self`. */
  readonly peer: string;
  readonly range: AddressRange | undefined;
}

const LAST_PORT = 65_535;
const NAMES: Readonly<Record<string, string>> = {
  '-1': 'all',
  all: 'all',
  '6': 'tcp',
  tcp: 'tcp',
  '17': 'udp',
  udp: 'udp',
  '1': 'icmp',
  icmp: 'icmp',
  '58': 'icmpv6',
  icmpv6: 'icmpv6',
};

/** Makes a rule from the loose values of a plan. */
export function makeRule(
  direction: Rule['direction'],
  raw: { protocol: unknown; from: unknown; to: unknown; peer: string },
): Rule {
  const name = typeof raw.protocol === 'string' || typeof raw.protocol === 'number' ? String(raw.protocol) : 'all';
  const known = name.toLowerCase();
  const protocol = Object.hasOwn(NAMES, known) ? (NAMES[known] ?? name) : name;
  const everyPort = protocol === 'all' || (raw.from === -1 && raw.to === -1);
  return {
    direction,
    protocol,
    fromPort: everyPort ? 0 : port(raw.from, 0),
    toPort: everyPort ? LAST_PORT : port(raw.to, port(raw.from, LAST_PORT)),
    peer: raw.peer,
    range: parseRange(raw.peer),
  };
}

/** True when anybody on the internet is the peer. */
export function isWorld(rule: Rule): boolean {
  return rule.range !== undefined && isEverywhere(rule.range);
}

/** Identity of a rule by its meaning. */
export function ruleKey(rule: Rule): string {
  const peer = rule.range === undefined ? rule.peer : `${rule.range.family}:${rule.range.low}-${rule.range.high}`;
  return canonical([rule.direction, rule.protocol, rule.fromPort, rule.toPort, peer]);
}

/** `ingress tcp 8200 from 10.0.0.0/8`. */
export function describeRule(rule: Rule): string {
  const every = rule.fromPort === 0 && rule.toPort === LAST_PORT;
  const ports = every
    ? 'every port'
    : rule.fromPort === rule.toPort
      ? `${rule.fromPort}`
      : `${rule.fromPort}-${rule.toPort}`;
  const what = rule.protocol === 'all' ? 'everything' : `${rule.protocol} ${ports}`;
  return `${rule.direction} ${what} ${rule.direction === 'ingress' ? 'from' : 'to'} ${rule.peer}`;
}

function port(value: unknown, fallback: number): number {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : fallback;
}
