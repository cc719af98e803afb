import type { Desired, Observed } from '../model/index.js';
import { isProvenDead } from './node-state.js';
import { isPastReturn } from './point-of-no-return.js';

/** Whether a roll-back is in force, and to which members. */
export type WayBack =
  | { readonly kind: 'none' }
  | { readonly kind: 'open'; readonly nodes: readonly string[] }
  /** It was decided, and then the way back was lost. */
  | { readonly kind: 'closed'; readonly reason: string };

/**
 * The members that a roll-back goes back to. It binds only as long as exactly the nodes are desired that it was decided
 * for, and there is a way only as long as enough of the old ones are left and none of the new version has led (law 7).
 */
export function wayBackOf(desired: Desired, observed: Observed, established: readonly string[]): WayBack {
  const { rollback, peakVoters } = observed.facts;
  const asked = desired.nodes.map(({ id }) => id);
  if (rollback === null || !asked.some((id) => rollback.nodes.includes(id))) return { kind: 'none' };
  if (!asked.every((id) => rollback.nodes.includes(id) || established.includes(id))) return { kind: 'none' };
  if (isPastReturn({ desired, observed })) return { kind: 'closed', reason: `${desired.engine.version} has led` };
  const members = new Set(observed.cluster?.membership?.servers.map(({ id }) => id));
  const left = established.filter((id) => members.has(id) && !rollback.nodes.includes(id) && !isDead(observed, id));
  const least = leastToGoBackTo(asked, peakVoters);
  if (left.length >= least) return { kind: 'open', nodes: [...left].sort() };
  return { kind: 'closed', reason: `${left.length} of the old nodes are left, expected at least ${least}` };
}

/** Old nodes that have to be left for a way back: a full cluster, once three are meant. */
export function leastToGoBackTo(asked: readonly string[], peakVoters: number): number {
  return Math.max(peakVoters, asked.length) >= 3 ? 3 : 1;
}

function isDead(observed: Observed, id: string): boolean {
  return observed.nodes.some((node) => node.id === id && isProvenDead(node, observed));
}
