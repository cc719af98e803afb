import type { ObservedNode } from '../../model/index.js';
import { type Decision, held, type Stage, step, together, waitFor } from '../decision.js';
import { isLeftBehind, takesShares } from '../seal.js';
import { factsOf, list, nodeOf, type Situation } from '../situation.js';
import { configureFallen } from './configuration.js';
import { unsealOrHold } from './unseal.js';
import { memberHangs, wakeLeader } from './wake.js';

/** No node is active: start and unseal what is there, then wait. Membership cannot be changed without a leader. */
export const endOutage: Stage = (situation) => {
  const { observed, facts } = situation;
  const { custody } = observed;
  if (observed.cluster !== null) return null;
  const holders = observed.nodes.filter(({ report }) => report?.hasData === true && report.removed !== true);
  const stopped = holders
    .filter(({ id, report }) => report?.process === 'stopped' && factsOf(situation, id).startAskedAt === null)
    .map(({ id }) => id);
  const start = together(
    'initialize',
    stopped,
    (node) => ({ type: 'start', node }),
    (node) => `no node is active and the engine of ${node} is stopped`,
  );
  if (start !== null) return start;
  const configured = configureFallen(
    situation,
    holders.map(({ id }) => id),
  );
  if (configured !== null) return configured;
  const closed = holders.find((node) => custody.state === 'reply' && custody.node === node.id && isClosed(node));
  if (closed !== undefined) {
    return step('initialize', { type: 'open', node: closed.id }, `${closed.id} is initialized and may serve`);
  }
  const sealed = holders
    .filter(({ report }) => report?.sealed === true && (report.shares ?? 0) > 0)
    .map(({ id }) => id);
  const waiting = worthUnsealing(situation, sealed);
  const behind = waiting.find((id) => isLeftBehind(situation, nodeOf(situation, id)));
  if (behind !== undefined) return followSeal(situation, behind);
  const shared = waiting.filter((id) => takesShares(situation, nodeOf(situation, id).report));
  if (shared.length > 0) return unsealOrHold(situation, shared);
  const woken = wakeLeader(situation);
  if (woken !== null) return woken;
  const nodes = (facts.lastServers.length > 0 ? facts.lastServers : observed.nodes).map(({ id }) => id);
  return waitFor(situation, {
    phase: 'initialize',
    until: 'leader',
    nodes: [],
    reason: `no node is active: ${describe(observed.nodes)}`,
    late: () =>
      held(
        'QRT-NO-LEADER',
        `No node of ${list(nodes)} became active: ${describe(observed.nodes)}.`,
        'Bring back enough of these nodes for a majority, or follow: quorate recover --help.',
      ),
  });
};

/**
 * Voters first: they make a leader. What has no vote, was taken out, or never was a member may be a machine that cannot
 * open, and its failure would keep us from a member that hangs.
 */
function worthUnsealing(situation: Situation, sealed: readonly string[]): readonly string[] {
  const { lastServers } = situation.facts;
  const members = sealed.filter((id) => lastServers.some((server) => server.id === id));
  const voters = members.filter((id) => lastServers.some((server) => server.id === id && server.voter));
  if (voters.length > 0 || memberHangs(situation)) return voters;
  return members.length > 0 ? members : sealed;
}

/** Nobody is served: what is sealed may be started anew at any time. */
function followSeal(situation: Situation, node: string): Decision {
  const { seal: to } = situation.desired;
  const from = nodeOf(situation, node).report?.sealType ?? '';
  const reason = `${node} waits for the seal ${from}, and the cluster is sealed by ${to}`;
  return step('initialize', { type: 'migrate-seal', node, from, to }, reason);
}

function isClosed({ report }: ObservedNode): boolean {
  return report?.listener === 'closed' && report.initialized === true;
}

function describe(nodes: readonly ObservedNode[]): string {
  const states = nodes.map(({ id, report, machine }) => {
    if (report === null) return `${id} does not answer (machine ${machine})`;
    if (report.process !== 'running') return `${id} engine ${report.process}`;
    if (report.initialized === false) return `${id} empty`;
    if (report.sealed !== false) return `${id} sealed${report.lastError === null ? '' : ` (${report.lastError})`}`;
    return `${id} health ${report.healthCode ?? 'unknown'}`;
  });
  return states.join(', ');
}
