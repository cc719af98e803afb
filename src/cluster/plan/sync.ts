import type { Observed, ObservedNode } from '../model/index.js';

/** Entries that a node may be behind and still count as in sync, whatever the size of the log. */
const SLACK_ENTRIES = 100;
const SLACK_SHARE = 0.01;

/** Log entries that a node is behind the leader, or null when either index is not known. */
export function lagOf(node: ObservedNode, observed: Observed): number | null {
  const index = node.report?.appliedIndex ?? null;
  if (index === null || observed.cluster === null) return null;
  return Math.max(0, observed.cluster.appliedIndex - index);
}

/** Whether a node's own applied index is close enough to the leader's (law 5). */
export function isInSync(node: ObservedNode, observed: Observed): boolean {
  const lag = lagOf(node, observed);
  if (lag === null || observed.cluster === null) return false;
  return lag <= Math.max(SLACK_ENTRIES, SLACK_SHARE * observed.cluster.appliedIndex);
}
