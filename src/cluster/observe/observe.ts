import { EngineError, EngineUnreachable } from '../../engine/index.js';
import type { ClusterAccess } from '../access.js';
import { keysState } from '../keys/state.js';
import type {
  CustodyState,
  HookState,
  Membership,
  Observed,
  ObservedCluster,
  ObservedNode,
  OperationFacts,
} from '../model/index.js';
import { readPause } from '../pause-store.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { readMembership } from './membership.js';
import { observeNodes, type SeenNode } from './nodes.js';

/** One look at everything, with what status shows beyond what planning needs. */
export interface Look {
  readonly observed: Observed;
  readonly nodes: readonly SeenNode[];
}

/**
 * Looks at machines, agents, balancer, custody and, through the operator's login, at the active node's membership.
 *
 * @param hook only the operation that started it knows how it stands
 */
export async function observe(
  access: ClusterAccess,
  spec: ClusterSpec,
  facts: OperationFacts,
  hook: HookState | null = null,
): Promise<Look> {
  const [nodes, { custody, secured }, paused] = await Promise.all([
    observeNodes(access.platform, spec, facts),
    keysState(access),
    readPause(access.store),
  ]);
  const expected = 'clusterId' in custody ? custody.clusterId : null;
  const cluster = await observeCluster(access, nodes, expected, secured);
  const seen = nodes.map((node) => node.observed);
  const observed = {
    nodes: [...seen, ...goneInitializer(seen, custody)],
    cluster,
    custody,
    secured,
    facts,
    paused,
    hook,
    missingPlugins: [],
    differences: [],
  };
  return { observed, nodes };
}

/** The node that was asked to initialize, when its platform has no such machine any more: planning has to know. */
function goneInitializer(nodes: readonly ObservedNode[], custody: CustodyState): ObservedNode[] {
  if (custody.state !== 'intent' && custody.state !== 'reply') return [];
  const { node: id } = custody;
  if (nodes.some((node) => node.id === id)) return [];
  const slot = id.split('-')[0] ?? id;
  return [{ id, slot, machine: 'gone', known: true, report: null, configuration: 'none', target: 'absent' }];
}

/** The active node of the expected cluster. Before custody knows its id there can be only the one we initialize. */
async function observeCluster(
  access: ClusterAccess,
  nodes: readonly SeenNode[],
  expected: string | null,
  secured: boolean,
): Promise<ObservedCluster | null> {
  const active = nodes.filter(({ status }) => {
    const engine = status?.engine;
    return engine?.health_code === 200 && (expected === null || engine.cluster_id === expected);
  });
  const [leader] = active.sort((a, b) => (b.status?.engine.applied_index ?? 0) - (a.status?.engine.applied_index ?? 0));
  const engine = leader?.status?.engine;
  if (!leader || !engine?.cluster_id) return null;
  return {
    clusterId: engine.cluster_id,
    active: leader.machine.id,
    activeSince: engine.active_since === null ? Date.now() : Date.parse(engine.active_since),
    appliedIndex: engine.applied_index ?? 0,
    membership: secured ? await membershipOf(access, leader.machine.address) : null,
  };
}

/** Null while the active node does not let the operator in: just after an election, or when it has lost its vote. */
async function membershipOf(access: ClusterAccess, address: string): Promise<Membership | null> {
  try {
    return await readMembership(await access.logins.as('operator', address));
  } catch (error) {
    if (error instanceof EngineError || error instanceof EngineUnreachable) return null;
    throw error;
  }
}
