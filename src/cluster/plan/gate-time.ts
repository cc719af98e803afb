import type { Situation } from './situation.js';

/** A joiner writes what a snapshot only reads, into its log and into its storage, and others do so beside it. */
const LOADS = 5;

/**
 * How long a new node may stay untrusted without coming nearer to the leader, milliseconds: what the platform's timing
 * says, and the time that all of the data takes, as the last snapshot measured it.
 */
export function gateTime(situation: Situation): number {
  return situation.desired.timing.gate + loadTime(situation);
}

/** How long an engine may take to read all of its data, milliseconds. */
export function loadTime({ facts, observed }: Situation): number {
  const { from, to } = facts.snapshotTime ?? { from: 0, to: 0 };
  const before = to === null ? 0 : to - from;
  const scheduled = observed.nodes.map(({ report }) => report?.snapshotTime ?? 0);
  return LOADS * Math.max(before, ...scheduled);
}
