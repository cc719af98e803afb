import { capabilitiesOf } from '../../src/cluster/capabilities/index.js';
import {
  type Desired,
  type DesiredNode,
  type Membership,
  NO_FACTS,
  NO_NODE_FACTS,
  type NodeReport,
  type Observed,
  type ObservedNode,
  PRODUCTION_AUTOPILOT,
  type RaftServer,
  timingFor,
} from '../../src/cluster/model/index.js';
import { decide, describeStep } from '../../src/cluster/plan/index.js';

/** The instant of every look in these examples; a leader has been active for a quarter of an hour. */
export const NOW = 1_000_000_000;
export const CLUSTER = 'the-cluster';
const LEADING_SINCE = NOW - 900_000;

/** A member's own report: open, unsealed, standby, in sync. */
export const STANDBY: NodeReport = {
  enrolled: true,
  listener: 'public',
  admitted: true,
  release: { name: 'vault', version: '1.21.1' },
  process: 'running',
  healthCode: 429,
  initialized: true,
  sealed: false,
  sealType: 'transit',
  shares: 1,
  restarted: false,
  migration: false,
  removed: false,
  version: '1.21.1',
  clusterId: CLUSTER,
  appliedIndex: 500,
  hasData: true,
  lastError: null,
  snapshotTime: null,
  init: 'none',
};

/** A report of a machine that has only booted. */
export const EMPTY: NodeReport = {
  ...STANDBY,
  listener: 'closed',
  admitted: false,
  healthCode: 501,
  initialized: false,
  sealed: true,
  shares: 0,
  removed: null,
  clusterId: null,
  appliedIndex: null,
  hasData: false,
};

export function node(
  id: string,
  report: NodeReport | null = STANDBY,
  change: Partial<ObservedNode> = {},
): ObservedNode {
  const target = report?.admitted === true ? 'healthy' : 'unhealthy';
  const slot = id.split('-')[0] ?? id;
  return { id, slot, machine: 'running', known: true, report, configuration: 'current', target, ...change };
}

export function desiredNode(id: string): DesiredNode {
  const slot = id.split('-')[0] ?? id;
  return { id, slot, zone: 'z1', address: `${id}.test`, image: 'sha256:new' };
}

export function desired(ids: readonly string[], change: Partial<Desired> = {}): Desired {
  return {
    environment: 'prod',
    nodes: ids.map(desiredNode),
    engine: { name: 'vault', version: '1.21.1' },
    seal: 'transit',
    formerSeal: null,
    autopilot: PRODUCTION_AUTOPILOT,
    timing: timingFor(200),
    unattendedUnseal: false,
    allowUnknownVersionPair: false,
    hook: false,
    standby: false,
    balancer: true,
    ...change,
  };
}

/** Machines that have booted and nothing more. */
export function fresh(ids: readonly string[]): Observed {
  return {
    nodes: ids.map((id) => node(id, EMPTY, { configuration: 'none', target: 'unhealthy' })),
    cluster: null,
    custody: { state: 'none' },
    secured: false,
    facts: NO_FACTS,
    paused: null,
    hook: null,
    missingPlugins: [],
    differences: [],
  };
}

/** A cluster at rest whose first node leads. */
export function running(ids: readonly string[], change: Partial<NodeReport> = {}): Observed {
  const [active = ''] = ids;
  const servers: readonly RaftServer[] = ids.map((id) => ({ id, address: `${id}.test`, voter: true, healthy: true }));
  const versionHistory = [change.version ?? '1.21.1'];
  return {
    nodes: ids.map((id) => node(id, { ...STANDBY, healthCode: id === active ? 200 : 429, ...change })),
    cluster: {
      clusterId: CLUSTER,
      active,
      activeSince: LEADING_SINCE,
      appliedIndex: 500,
      membership: { servers, autopilot: PRODUCTION_AUTOPILOT, versionHistory },
    },
    custody: { state: 'archived', clusterId: CLUSTER },
    secured: true,
    facts: {
      ...NO_FACTS,
      established: ids,
      peakVoters: ids.length,
      lastServers: servers,
      nodes: Object.fromEntries(ids.map((id) => [id, { ...NO_NODE_FACTS, memberSince: LEADING_SINCE }])),
    },
    paused: null,
    hook: null,
    missingPlugins: [],
    differences: [],
  };
}

/** The same look with more machines. */
export function plus(observed: Observed, ...nodes: readonly ObservedNode[]): Observed {
  return { ...observed, nodes: [...observed.nodes, ...nodes] };
}

/** The same look with one node different. */
export function withNode(observed: Observed, id: string, change: Partial<ObservedNode>): Observed {
  return { ...observed, nodes: observed.nodes.map((each) => (each.id === id ? { ...each, ...change } : each)) };
}

/** The same look with one report different. */
export function withReport(observed: Observed, id: string, change: Partial<NodeReport>): Observed {
  const nodes = observed.nodes.map((each) =>
    each.id === id && each.report !== null ? { ...each, report: { ...each.report, ...change } } : each,
  );
  return { ...observed, nodes };
}

/** The same look with another membership. */
export function withMembership(observed: Observed, change: Partial<Membership>): Observed {
  const { cluster } = observed;
  if (cluster?.membership == null) throw new Error('the cluster of this example has no membership');
  return { ...observed, cluster: { ...cluster, membership: { ...cluster.membership, ...change } } };
}

/** The same look with other servers. */
export function withServers(
  observed: Observed,
  change: (servers: readonly RaftServer[]) => readonly RaftServer[],
): Observed {
  return withMembership(observed, { servers: change(observed.cluster?.membership?.servers ?? []) });
}

/** What is decided, as one line: the steps, or the code of the problem. */
export function decided(what: Desired, observed: Observed, now = NOW): string {
  const decision = decide(what, observed, capabilitiesOf(what.engine), now);
  if (decision.kind === 'nothing') return 'nothing';
  if (decision.kind !== 'steps') return `${decision.kind} ${decision.problem.code}`;
  return decision.steps.map(({ step }) => describeStep(step)).join(', ');
}
