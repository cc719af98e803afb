import { type Quorum, quorumOf, toleranceOf } from '../model/index.js';
import type { Situation } from './situation.js';

/** Voters that law 1 keeps alive whatever the quorum, once a cluster has had as many. */
const FLOOR = 3;

/** Voters, quorum and tolerance as they are. Before the membership can be read, the active node is the only voter. */
export function tally(situation: Situation): Quorum {
  const { voters, live, observed } = situation;
  if (observed.cluster !== null && observed.cluster.membership === null) return { voters: 1, quorum: 1, tolerance: 0 };
  const alive = voters.filter((id) => live.has(id)).length;
  return { voters: voters.length, quorum: quorumOf(voters.length), tolerance: toleranceOf(voters.length, alive) };
}

/** Live voters that have to remain after taking away a vote, when `voters` are left (law 1). */
export function leastLive(situation: Situation, voters: number): number {
  const { facts, desired } = situation;
  const meant = Math.max(facts.peakVoters, Math.min(desired.nodes.length, situation.voters.length));
  return Math.max(meant >= FLOOR ? FLOOR : 1, quorumOf(voters));
}

/** Whether the cluster stays within laws 1 and 3 when this server loses its vote. */
export function canLoseVote(situation: Situation, id: string): boolean {
  const left = situation.voters.filter((voter) => voter !== id);
  if (left.length === situation.voters.length) return true;
  const alive = left.filter((voter) => situation.live.has(voter)).length;
  return alive >= leastLive(situation, left.length);
}
