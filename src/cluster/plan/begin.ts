import type { NodeFacts, OperationFacts } from '../model/index.js';
import { changeEach } from './memory-step.js';

const ANEW: Partial<NodeFacts> = {
  gateFailure: null,
  memberSince: null,
  nearest: null,
  silentSince: null,
  startAskedAt: null,
  resetAskedAt: null,
};

/**
 * The memory with which a new operation starts: patience and gate deadlines begin anew, and a finished automatic
 * roll-back gives its nodes another chance. What protects the cluster is kept, so that an interrupted operation
 * goes on where it was. A roll-back that an operator asked for stays until other machines are desired.
 */
export function beginOperation(facts: OperationFacts): OperationFacts {
  const nodes = changeEach(facts.nodes, ANEW);
  const { rollback } = facts;
  const members = new Set(facts.lastServers.map((server) => server.id));
  const over = rollback?.by === 'gate' && !rollback.nodes.some((id) => members.has(id));
  return { ...facts, nodes, waiting: null, hookFinding: null, rollback: over ? null : rollback };
}
