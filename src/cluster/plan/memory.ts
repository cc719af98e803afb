import {
  NO_NODE_FACTS,
  type NodeFacts,
  type Observed,
  type ObservedNode,
  type OperationFacts,
  type RaftServer,
} from '../model/index.js';
import { type Decision, waitKey } from './decision.js';
import { isRemovalConfirmed } from './may-stop.js';
import type { Situation } from './situation.js';
import { isInSync, lagOf } from './sync.js';

/**
 * What has to be remembered of a look at the cluster: since when a node is a member, in sync, or gone from the
 * configuration. Pure; the caller persists the result when it differs.
 */
export function noteObservation(observed: Observed, now: number): OperationFacts {
  const facts = noteHook(observed);
  const membership = observed.cluster?.membership ?? null;
  if (membership === null || countActive(observed) > 1) return facts;
  const servers = new Map(membership.servers.map((server) => [server.id, server]));
  const ids = new Set([...Object.keys(facts.nodes), ...servers.keys(), ...observed.nodes.map((node) => node.id)]);
  const nodes: Record<string, NodeFacts> = {};
  for (const id of [...ids].sort()) {
    const node = observed.nodes.find((candidate) => candidate.id === id);
    nodes[id] = noteNode(facts.nodes[id] ?? NO_NODE_FACTS, servers.get(id), node, observed, now);
  }
  return { ...facts, nodes, lastServers: membership.servers };
}

function noteHook({ facts, hook }: Observed): OperationFacts {
  if (hook?.state === 'passed') return { ...facts, hookDoneFor: hook.rollout };
  return hook?.state === 'failed' ? { ...facts, hookFinding: hook.finding } : facts;
}

function noteNode(
  facts: NodeFacts,
  server: RaftServer | undefined,
  node: ObservedNode | undefined,
  observed: Observed,
  now: number,
): NodeFacts {
  const inSync = server !== undefined && node !== undefined && isInSync(node, observed);
  const member = server !== undefined;
  return {
    ...facts,
    memberSince: member ? (facts.memberSince ?? now) : null,
    nearest: member ? nearestOf(facts, node, observed, now) : null,
    silentSince: isSilent(node) ? (facts.silentSince ?? now) : null,
    inSyncSince: inSync ? (facts.inSyncSince ?? now) : null,
    absentSince: member ? null : (facts.absentSince ?? now),
    absentSeenAt: member ? null : now,
  };
}

/** A look counts as progress when a tenth of the way to the leader is behind it: a node that lags for ever makes none. */
const PROGRESS = 0.9;

function nearestOf(facts: NodeFacts, node: ObservedNode | undefined, observed: Observed, now: number) {
  const lag = node === undefined ? null : lagOf(node, observed);
  if (lag === null) return facts.nearest;
  return facts.nearest === null || lag < facts.nearest.lag * PROGRESS ? { lag, at: now } : facts.nearest;
}

/** An engine that ends and is started again, or hangs, while its agent is well. Nobody starts it before it is configured. */
function isSilent(node: ObservedNode | undefined): boolean {
  return node?.report != null && node.report.healthCode === null && node.configuration !== 'none';
}

/** Nodes that say that they lead this cluster: more than one while an old leader has not noticed. */
export function countActive(observed: Observed): number {
  const clusterId = observed.cluster?.clusterId;
  return observed.nodes.filter(({ report }) => report?.healthCode === 200 && report.clusterId === clusterId).length;
}

/**
 * What has to be remembered of a decision: since when the same wait has lasted, and what converged.
 * To be noted before the decision's steps run.
 */
export function noteDecision(situation: Situation, decision: Decision): OperationFacts {
  const { wanted, now, founding, observed } = situation;
  const known = founding || observed.cluster?.membership == null ? situation.facts.established : oldSet(situation);
  const facts = { ...situation.facts, established: known };
  if (decision.kind === 'nothing') {
    const peakVoters = Math.max(facts.peakVoters, wanted.length);
    return { ...facts, waiting: null, established: wanted, peakVoters, rollback: null, returnTo: null };
  }
  // An operator who was told that the way back is lost decides anew.
  if (decision.kind !== 'steps') return situation.noWayBack === null ? facts : { ...facts, rollback: null };
  const wait = decision.steps[0].step;
  if (wait.type !== 'wait') return { ...facts, waiting: null };
  const key = waitKey(wait.until, wait.nodes);
  return facts.waiting?.key === key ? facts : { ...facts, waiting: { key, since: now } };
}

/**
 * What a roll-back would go back to: the nodes of the last converged plan. While nobody new has joined, those that an
 * unfinished scale-down has taken out for good belong to it no longer.
 */
function oldSet({ established, servers, members, desired, facts }: Situation): readonly string[] {
  if (servers.length === 0 || servers.some(({ id }) => !established.includes(id))) return established;
  const asked = desired.nodes.map(({ id }) => id);
  const { confirmation } = desired.timing;
  return established.filter(
    (id) => members.has(id) || asked.includes(id) || !isRemovalConfirmed(facts, id, confirmation),
  );
}
