import { quorumOf } from '../../model/index.js';
import { type Decision, held, type Stage, step, together, waitedFor, waitFor } from '../decision.js';
import { gateTime } from '../gate-time.js';
import { isProvenDead } from '../node-state.js';
import { takesShares } from '../seal.js';
import { factsOf, list, nodeOf, type Situation } from '../situation.js';
import { isInSync } from '../sync.js';
import { unsealOrHold } from './unseal.js';
import { wakeMember } from './wake.js';

/** An engine that starts shows no shares for a moment. A little data takes a tenth of a second to arrive, 1 GB minutes. */
const FIRST_LOG_LATE = 15_000;

/** An engine tries its seal every 5 s from its start on; one that was sealed by hand never tries again. */
const UNSEAL_LATE = 7_000;

/** Takes joined nodes from their first log to a public listener and an open seal. */
export const letArrive: Stage = (situation) => {
  const arriving = situation.wanted.filter((id) => situation.members.has(id) && nodeOf(situation, id).report !== null);
  const report = (id: string) => nodeOf(situation, id).report;
  const bricked = arriving.filter((id) => isBricked(situation, id));
  const reset = together(
    'join',
    bricked,
    (node) => ({ type: 'reset', node, member: true }),
    (node) => `${node} was restarted before its first log arrived and can never unseal`,
  );
  if (reset !== null) return reset;
  const closed = arriving.filter((id) => report(id)?.listener === 'closed' && report(id)?.process === 'running');
  const openable = closed.filter((id) => (report(id)?.shares ?? 0) > 0);
  const opened = open(situation, openable);
  if (opened !== null) return opened;
  const early = closed.filter((id) => (report(id)?.shares ?? 0) === 0);
  if (early.length > 0) return awaitState(situation, 'first-log', early, 'no restart before the first log has arrived');
  const sealed = arriving.filter((id) => report(id)?.sealed !== false);
  if (sealed.length === 0) return null;
  const shared = sealed.filter((id) => takesShares(situation, report(id)));
  if (shared.length > 0) return unsealOrHold(situation, shared);
  return (
    startAgain(situation, sealed) ??
    wakeMember(situation, sealed) ??
    awaitState(situation, 'unsealed', sealed, 'the seal opens by itself')
  );
};

/** Nodes that stayed sealed for longer than their seal takes; each is tried once. */
function startAgain(situation: Situation, sealed: readonly string[]): Decision | null {
  if (waitedFor(situation, 'unsealed', sealed) <= UNSEAL_LATE) return null;
  const stuck = sealed.filter((id) => {
    const { report } = nodeOf(situation, id);
    const untried = factsOf(situation, id).startAskedAt === null;
    return untried && report?.process === 'running' && report.sealed === true && (report.shares ?? 0) > 0;
  });
  return together(
    'join',
    stuck,
    (node) => ({ type: 'start', node }),
    (node) => `${node} stays sealed, as one that was sealed by hand: its seal opens at a start`,
  );
}

/** Followers without a vote open together, voters one at a time. */
function open(situation: Situation, openable: readonly string[]) {
  const reason = (node: string) => `${node} has its first log: a restart with the public listener unseals it`;
  const free = openable.filter((id) => !situation.voters.includes(id) || !situation.live.has(id));
  const opened = together('join', free, (node) => ({ type: 'open', node }), reason);
  if (opened !== null) return opened;
  const followers = openable.filter((id) => id !== situation.leader);
  const next = [...followers, ...openable].find((id) => mayRestart(situation, id) || isUnusedPair(situation, id));
  if (next !== undefined) return step('join', { type: 'open', node: next }, reason(next));
  if (openable.length === 0) return null;
  return awaitState(situation, 'live', openable, 'a voter restarts when the others can do without it');
}

/** Whether a voter can be away for a restart: the others are back from theirs, and they are a quorum (law 2). */
export function mayRestart(situation: Situation, id: string): boolean {
  const { voters, live, observed } = situation;
  const others = voters.filter((voter) => voter !== id).map((voter) => nodeOf(situation, voter));
  const steady = others.filter((node) => live.has(node.id) && isInSync(node, observed));
  const away = others.filter((node) => !steady.includes(node) && !isProvenDead(node, observed));
  return others.length === 0 || (away.length === 0 && steady.length >= quorumOf(voters.length));
}

/** One of two voters can never be spared: what is left of a founding that broke off has no clients yet. */
function isUnusedPair(situation: Situation, id: string): boolean {
  const { voters, live } = situation;
  const isUnused = voters.every((voter) => nodeOf(situation, voter).report?.admitted === false);
  return isUnused && voters.length === 2 && voters.every((voter) => voter === id || live.has(voter));
}

function isBricked(situation: Situation, id: string): boolean {
  const { report } = nodeOf(situation, id);
  if (report === null || situation.voters.includes(id)) return false;
  const asked = factsOf(situation, id).joinAskedAt ?? factsOf(situation, id).memberSince;
  const late = asked !== null && situation.now - asked > FIRST_LOG_LATE;
  const started = report.process === 'running' && report.restarted === true;
  return started && report.sealed === true && report.shares === 0 && late;
}

function awaitState(
  situation: Situation,
  until: 'first-log' | 'unsealed' | 'live',
  nodes: readonly string[],
  what: string,
) {
  return waitFor(situation, {
    phase: 'join',
    until,
    nodes,
    reason: `${list(nodes)}: ${what}`,
    patience: gateTime(situation),
    late: () =>
      held(
        'QRT-NODE-SEALED',
        `${list(nodes)} did not unseal: ${nodes.map((id) => `${id} says ${nodeOf(situation, id).report?.lastError ?? 'nothing'}`).join(', ')}.`,
        'Check that its seal can be reached from that machine, and that it has the key of before: another key is another seal. Then deploy again.',
      ),
  });
}
