import { type Decision, type DraftStep, held, type Stage, together, waitFor } from '../decision.js';
import { isRollout } from '../rollout.js';
import { factsOf, list, nodeOf, type Situation } from '../situation.js';
import { type Outsider, outsiderState } from './outsider.js';
import { unsealOrHold } from './unseal.js';

/** The join of one node to the present leader. */
export function joinStep(situation: Situation, node: string, leader: string): DraftStep {
  const { nonVoters } = situation.capabilities;
  const how = nonVoters
    ? 'as a non-voter'
    : situation.founding
      ? 'as the cluster is founded'
      : 'held back by the stabilization time';
  return {
    step: { type: 'join', node, leader, nonVoter: nonVoters },
    phase: 'join',
    reason: `${node} is wanted, empty and closed; it joins ${how}`,
    parallel: 'join',
  };
}

/** Makes wanted outsiders ready: configured, running, empty. */
export const prepareOutsiders: Stage = (situation) => {
  const { unconfigured, stopped, leftover, foreign } = sort(situation);
  const configured = together(
    'join',
    unconfigured,
    (node) => ({ type: 'configure', node }),
    (node) => `${node} has to know its peers and its seal before it joins`,
  );
  if (configured !== null) return configured;
  const started = together(
    'join',
    stopped,
    (node) => ({ type: 'start', node }),
    (node) => `the engine of ${node} is stopped`,
  );
  if (started !== null) return started;
  if (foreign.length > 0) return foreignData(foreign);
  return together(
    'join',
    leftover,
    (node) => ({ type: 'reset', node, member: false }),
    (node) => `${node} holds data of an earlier membership, with which it can never come back`,
  );
};

/** Lets ready outsiders in: in a rollout all at once, so that the risk window is short; else as soon as they can. */
export const join: Stage = (situation) => {
  const leader = situation.leader;
  if (leader === null) return null;
  const { ready, pending, joining, unreachable, silent } = sort(situation);
  const away = [...unreachable, ...silent];
  const together = isRollout(situation) || situation.founding;
  if (away.length > 0 && together) return awaitNodes(situation, away);
  const [first, ...rest] = inTurn(situation, ready).map((id) => joinStep(situation, id, leader));
  if (first !== undefined) return { kind: 'steps', steps: [first, ...rest] };
  if (pending.length > 0) return unsealOrHold(situation, inTurn(situation, pending));
  if (joining.length > 0) return awaitNodes(situation, joining);
  return null;
};

/**
 * OpenBao reads its list of non-voters back between writes: of two that are added or taken off at once one can get lost,
 * and the joiner votes at once (measured with 2.5.5).
 */
export function inTurn({ capabilities }: Situation, nodes: readonly string[]): readonly string[] {
  return capabilities.nonVoters ? nodes.slice(0, 1) : nodes;
}

function sort(situation: Situation): Readonly<Record<Outsider, readonly string[]>> {
  const sorted: Record<Outsider, string[]> = {
    unreachable: [],
    unconfigured: [],
    stopped: [],
    silent: [],
    leftover: [],
    foreign: [],
    pending: [],
    joining: [],
    ready: [],
  };
  for (const id of situation.wanted) {
    if (!situation.members.has(id)) sorted[outsiderState(situation, id)].push(id);
  }
  return sorted;
}

function awaitNodes(situation: Situation, nodes: readonly string[]): Decision {
  return waitFor(situation, {
    phase: 'join',
    until: 'agent',
    nodes,
    reason: `no node joins before all answer; missing: ${list(nodes)}`,
    patience: situation.desired.timing.gate,
    late: () =>
      held(
        'QRT-GATE-FAILED',
        `A new node never became ready to join: ${nodes.map((id) => lastSeen(situation, id)).join('; ')}. No old node was touched.`,
        'Look at the log of its agent and engine, correct the image, and deploy again.',
      ),
  });
}

function lastSeen(situation: Situation, id: string): string {
  const { machine, report } = nodeOf(situation, id);
  if (report === null) return `${id} does not answer, its machine is ${machine}`;
  const asked = factsOf(situation, id).joinAskedAt === null ? '' : ', asked to join';
  return `${id} has its engine ${report.process}${asked}${report.lastError === null ? '' : ` (${report.lastError})`}`;
}

function foreignData(nodes: readonly string[]): Decision {
  return held(
    'QRT-FOREIGN-DATA',
    `There is raft data on ${list(nodes)} that this cluster knows nothing of: expected an empty node.`,
    'Replace the machine, or wipe it by name: quorate rejoin ENV NODE.',
  );
}
