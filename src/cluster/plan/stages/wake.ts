import type { ObservedNode } from '../../model/index.js';
import { type Decision, step, waitKey } from '../decision.js';
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
  const { facts, observed, now } = situation;
  const { waiting } = facts;
  const { custody, nodes } = observed;
  if (waiting === null || waiting.key !== waitKey('leader', []) || now - waiting.since < HANGS) return null;
  const hanging = nodes.find((node) => hangs(node) && factsOf(situation, node.id).startAskedAt === null);
  const clusterId = 'clusterId' in custody ? custody.clusterId : '';
  if (hanging === undefined || !nodes.some((node) => isServing(node, clusterId))) return null;
  const reason = `${hanging.id} answers nothing, and nobody else comes to lead`;
  return step('initialize', { type: 'wake', node: hanging.id }, reason);
}

/** The same of one that somebody else was elected for: it would stay a voter that does not vote. */
export function wakeMember(situation: Situation, silent: readonly string[]): Decision | null {
  const { waiting } = situation.facts;
  const patience = HANGS + loadTime(situation);
  if (waiting?.key !== waitKey('unsealed', silent) || situation.now - waiting.since < patience) return null;
  const hanging = silent.find((id) => hangs(nodeOf(situation, id)) && factsOf(situation, id).startAskedAt === null);
  if (hanging === undefined) return null;
  return step('join', { type: 'wake', node: hanging }, `${hanging} answers nothing, and its engine runs`);
}

/** Whether an engine of the last known members runs and answers nothing. */
export function memberHangs({ facts, observed }: Situation): boolean {
  return observed.nodes.some((node) => hangs(node) && facts.lastServers.some(({ id }) => id === node.id));
}

function hangs({ report }: ObservedNode): boolean {
  return report?.process === 'running' && report.hasData && report.healthCode === null;
}
