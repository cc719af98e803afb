import type { MembershipMoment, NodeMoment } from './membership.js';

/** What one look told of a node; `live` is null when its engine did not tell, by silence or by hearing no leader. */
export type NodeSighting = Omit<NodeMoment, 'live' | 'told'> & { readonly live: boolean | null };

/** The membership as it was seen at one moment, before it is known how long a silence lasted. */
export type MembershipSighting = Omit<MembershipMoment, 'nodes'> & { readonly nodes: readonly NodeSighting[] };

/** After as long without contact the engine's own autopilot takes a peer for lost. */
export const SILENCE_MS = 10_000;

/**
 * Decides what silence meant. A node that is silent for less than {@link SILENCE_MS} counts as what was known of it: a
 * busy machine answers late, and standbys hear nobody while leadership moves. One that is silent for longer was lost
 * from its first silent moment on.
 */
export function settled(sightings: readonly MembershipSighting[], ended: number): MembershipMoment[] {
  const told = (index: number, id: string): boolean | null =>
    sightings[index]?.nodes.find((node) => node.id === id)?.live ?? null;
  return sightings.map((sighting, index) => ({
    ...sighting,
    nodes: sighting.nodes.map((node) => {
      if (node.live !== null) return { ...node, live: node.live, told: true };
      let first = index;
      while (first > 0 && told(first - 1, node.id) === null) first -= 1;
      let next = index;
      while (next < sightings.length && told(next, node.id) === null) next += 1;
      const silence = (sightings[next]?.at ?? ended) - (sightings[first]?.at ?? ended);
      const known = told(first - 1, node.id) ?? told(next, node.id) ?? false;
      return { ...node, live: silence < SILENCE_MS && known, told: false };
    }),
  }));
}

/** Longest time for which a voter did not tell and yet counted as live, milliseconds. */
export function longestUnheard(moments: readonly MembershipMoment[], ended: number): number {
  const since = new Map<string, number>();
  let longest = 0;
  moments.forEach(({ at, nodes }, index) => {
    const end = moments[index + 1]?.at ?? ended;
    for (const { id, member, live, told } of nodes) {
      const unheard = member === 'voter' && live && !told;
      if (!unheard) since.delete(id);
      else if (!since.has(id)) since.set(id, at);
      longest = Math.max(longest, end - (since.get(id) ?? end));
    }
  });
  return longest;
}
