import { type Decision, held, type Stage, together, waitFor } from '../decision.js';
import { isLate, isTrusted } from '../gate.js';
import { gateTime } from '../gate-time.js';
import { factsOf, list, nodeOf, type Situation, verb } from '../situation.js';
import { isInSync } from '../sync.js';

/** The gates of law 5: in sync for the whole stabilization time, then a write through the node. */
export const buildTrust: Stage = (situation) => {
  const open = situation.newcomers.filter((id) => situation.members.has(id) && !isTrusted(situation, id));
  if (open.length === 0) return null;
  const steady = open.filter((id) => situation.live.has(id) && isSteady(situation, id));
  const proven = together(
    'trust',
    steady.filter((id) => factsOf(situation, id).writeProvenAt === null),
    (node) => ({ type: 'prove', node }),
    (node) => `${node} is in sync; a write through it shows that it forwards`,
  );
  if (proven !== null) return proven;
  const synced = open.filter((id) => situation.live.has(id) && isInSync(nodeOf(situation, id), situation.observed));
  const behind = open.filter((id) => !synced.includes(id));
  if (behind.length > 0) return gateWait(situation, 'sync', behind, 'serve and catch up with the leader');
  return gateWait(situation, 'stabilization', synced, 'stay in sync for a while');
};

function isSteady(situation: Situation, id: string): boolean {
  const { inSyncSince } = factsOf(situation, id);
  const { stabilization, foundingStabilization } = situation.desired.timing;
  const needed = situation.founding ? foundingStabilization : stabilization;
  return inSyncSince !== null && situation.now - inSyncSince >= needed;
}

function gateWait(
  situation: Situation,
  until: 'sync' | 'stabilization',
  nodes: readonly string[],
  what: string,
): Decision {
  return waitFor(situation, {
    phase: until === 'sync' ? 'sync' : 'trust',
    until,
    nodes,
    reason: `${list(nodes)} ${verb(nodes, 'has', 'have')} to ${what}`,
    patience: gateTime(situation),
    ...(nodes.some((id) => isLate(situation, id)) ? { late: () => neverTrusted(situation, nodes) } : {}),
  });
}

function neverTrusted(situation: Situation, nodes: readonly string[]): Decision {
  return held(
    'QRT-GATE-FAILED',
    `${list(nodes)} did not become trustworthy in ${Math.round(gateTime(situation) / 1000)} s.`,
    'Look at the log of its engine, then deploy again.',
  );
}
