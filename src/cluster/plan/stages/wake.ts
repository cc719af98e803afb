import type { ObservedNode } from '../../model/index.js';
import { type Decision, step, waitedFor } from '../decision.js';
import { loadTime } from '../gate-time.js';
import { isServing } from '../node-state.js';
import { factsOf, nodeOf, type Situation } from '../situation.js';

/** An election takes seconds, and an engine answers soon after its start: one that is silent for so long, milliseconds, hangs. */
const HANGS = 20_000;

/**
 * An engine can lock itself up when it gives up leadership: it answers nothing and goes on leading raft, so that nobody
 * else is elected (docs/engine-notes.md). It is started again while a standby answers, which shows that not the whole
 * computer is slow; once an operation, as any start.
 */
export function wakeLeader(situation: Situation): Decision | null {
  const { custody, nodes } = situation.observed;
  if (waitedFor(situation, 'leader', []) < HANGS) return null;
  const hanging = nodes.find((node) => isUntriedHang(situation, node));
  const clusterId = 'clusterId' in custody ? custody.clusterId : '';
  if (hanging === undefined || !nodes.some((node) => isServing(node, clusterId))) return null;
  const reason = `${hanging.id} answers nothing, and nobody else comes to lead`;
  return step('initialize', { type: 'wake', node: hanging.id }, reason);
}

/** The same of one that somebody else was elected for: it would stay a voter that does not vote. */
export function wakeMember(situation: Situation, silent: readonly string[]): Decision | null {
  if (waitedFor(situation, 'unsealed', silent) < HANGS + loadTime(situation)) return null;
  const hanging = silent.find((id) => isUntriedHang(situation, nodeOf(situation, id)));
  if (hanging === undefined) return null;
  return step('join', { type: 'wake', node: hanging }, `${hanging} answers nothing, and its engine runs`);
}

/** Whether an engine of the last known members runs and answers nothing. */
export function memberHangs({ facts, observed }: Situation): boolean {
  return observed.nodes.some((node) => hangs(node) && facts.lastServers.some(({ id }) => id === node.id));
}

function isUntriedHang(situation: Situation, node: ObservedNode): boolean {
  return hangs(node) && factsOf(situation, node.id).startAskedAt === null;
}

function hangs({ report }: ObservedNode): boolean {
  return report?.process === 'running' && report.hasData && report.healthCode === null;
}
