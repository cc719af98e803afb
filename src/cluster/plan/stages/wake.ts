import type { ObservedNode } from '../../model/index.js';
import { type Decision, step, waitKey } from '../decision.js';
import { isServing } from '../node-state.js';
import { factsOf, type Situation } from '../situation.js';

/** An election takes seconds; nobody leads for so long, milliseconds, and one engine answers nothing: it hangs. */
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

function hangs({ report }: ObservedNode): boolean {
  return report?.process === 'running' && report.hasData && report.healthCode === null;
}
