import * as z from 'zod';

/** A node at one moment: `outside` is a machine that is no member of the raft configuration. */
export const nodeMoment = z.object({
  id: z.string(),
  member: z.enum(['voter', 'non-voter', 'outside']),
  /** Whether its engine answers as an active node, or as a standby that hears one. */
  live: z.boolean(),
  /** False while its engine did not tell: then `live` is what was known of it, and false once it is silent for long. */
  told: z.boolean().default(true),
  /** Of its engine; null while that does not tell. */
  version: z.string().nullable(),
});
export type NodeMoment = z.infer<typeof nodeMoment>;

/** The membership from this moment to the next, as the active node tells it; the last known one while there is none. */
export const membershipMoment = z.object({
  /** Milliseconds since the epoch. */
  at: z.number(),
  leader: z.string().nullable(),
  nodes: z.array(nodeMoment),
});
export type MembershipMoment = z.infer<typeof membershipMoment>;

/** Voters, how many of them decide, and how many live ones may still be lost. */
export function quorumOf({ nodes }: MembershipMoment): { voters: number; quorum: number; tolerance: number } {
  const voters = nodes.filter(({ member }) => member === 'voter');
  const quorum = voters.length === 0 ? 0 : Math.floor(voters.length / 2) + 1;
  return { voters: voters.length, quorum, tolerance: voters.filter(({ live }) => live).length - quorum };
}

/** Nodes that led, in turn; the same node twice in a row counts once. */
export function leadersOf(moments: readonly MembershipMoment[]): string[] {
  const leaders: string[] = [];
  for (const { leader } of moments) if (leader !== null && leader !== leaders.at(-1)) leaders.push(leader);
  return leaders;
}
