import { NO_NODE_FACTS, type NodeFacts, type OperationFacts, type Step } from '../model/index.js';

/**
 * How a step ended. `finding` is set when the failure says something final of the node (it answered 307, it runs
 * another version); null for a failure that the next try may cure.
 */
export type StepOutcome = { readonly ok: true } | { readonly ok: false; readonly finding: string | null };

/**
 * What has to be persisted *before* a step runs, because the step may take effect and its reply be lost.
 */
export function noteBeforeStep(facts: OperationFacts, step: Step, now: number): OperationFacts {
  switch (step.type) {
    case 'join':
      return noteNode(facts, step.node, { joinAskedAt: now, absentSince: null, absentSeenAt: null });
    case 'start':
    case 'wake':
      return noteNode(facts, step.node, { startAskedAt: now });
    case 'migrate-seal':
      return noteNode(facts, step.node, { sealAsked: step.to, startAskedAt: now });
    case 'reset':
      return noteNode(withoutTrust(facts, step.node), step.node, {
        resetAskedAt: facts.nodes[step.node]?.resetAskedAt ?? now,
        writeProvenAt: null,
        inSyncSince: null,
      });
    case 'promote':
      return noteNode(facts, step.node, { absentSince: null, absentSeenAt: null });
    case 'remove':
      return noteNode(facts, step.node, { removeAskedAt: now, absentSince: null, absentSeenAt: null });
    case 'step-down':
      return { ...facts, lastLeadershipMoveAt: now };
    case 'snapshot':
      return { ...facts, snapshotTime: { from: now, to: null } };
    case 'intend':
      return { ...facts, noReturnIntent: step.version };
    case 'roll-back':
      return { ...facts, rollback: { by: 'gate', reason: step.reason, nodes: step.nodes } };
    default:
      return facts;
  }
}

/** What has to be remembered once a step ended. */
export function noteAfterStep(facts: OperationFacts, step: Step, outcome: StepOutcome, now: number): OperationFacts {
  if (!outcome.ok) {
    const broken = outcome.finding !== null && 'node' in step;
    return broken ? noteNode(facts, step.node, { gateFailure: outcome.finding }) : facts;
  }
  switch (step.type) {
    case 'prove':
      return noteNode(facts, step.node, { writeProvenAt: now });
    case 'promote':
      return noteNode(facts, step.node, { promoteAskedAt: now, demoteAskedAt: null });
    case 'demote':
      return noteNode(facts, step.node, { demoteAskedAt: now, promoteAskedAt: null });
    case 'withdraw':
      return noteNode(facts, step.node, { withdrawnAt: now });
    case 'admit':
      return noteNode(facts, step.node, { withdrawnAt: null });
    case 'reset':
      return forgetLife(facts, step.node);
    case 'hold':
      return { ...facts, hold: { leader: step.leader, seconds: step.seconds } };
    case 'release':
    case 'settle':
      return { ...facts, hold: null };
    case 'snapshot':
      return {
        ...facts,
        snapshotFor: step.rollout,
        snapshotTime: facts.snapshotTime && { ...facts.snapshotTime, to: now },
      };
    case 'record-seal':
      return { ...facts, nodes: changeEach(facts.nodes, { sealAsked: null }) };
    case 'restore':
      return { ...facts, returnTo: facts.returnTo && { ...facts.returnTo, done: true } };
    default:
      return facts;
  }
}

function noteNode(facts: OperationFacts, id: string, change: Partial<NodeFacts>): OperationFacts {
  const node = { ...(facts.nodes[id] ?? NO_NODE_FACTS), ...change };
  return { ...facts, nodes: { ...facts.nodes, [id]: node } };
}

/** The same change for every node that is remembered. */
export function changeEach(nodes: OperationFacts['nodes'], change: Partial<NodeFacts>): OperationFacts['nodes'] {
  return Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, { ...node, ...change }]));
}

/** However long it was a member: once it is wiped it is a newcomer. */
function withoutTrust(facts: OperationFacts, node: string): OperationFacts {
  return { ...facts, established: facts.established?.filter((id) => id !== node) ?? null };
}

/** A wiped node starts again: what was proven of it before proves nothing now. */
function forgetLife(facts: OperationFacts, id: string): OperationFacts {
  const resetAskedAt = facts.nodes[id]?.resetAskedAt ?? null;
  return { ...facts, nodes: { ...facts.nodes, [id]: { ...NO_NODE_FACTS, resetAskedAt } } };
}
