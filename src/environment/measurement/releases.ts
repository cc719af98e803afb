import type { ClusterSpec } from '../../cluster/index.js';
import type { MembershipSighting, Release } from '../../drill/index.js';
import type { MembershipChange } from './membership-change.js';

/**
 * What ran before and what is to run. The old version is the one that the old members tell themselves: the record of
 * the last deploy is no use when that one was killed half-way.
 */
export function releasesOf(
  { established, leaving, desired }: MembershipChange,
  { engine }: Pick<ClusterSpec, 'engine'>,
  moments: readonly MembershipSighting[],
): { readonly before: Release; readonly after: Release } {
  const told = moments.flatMap(({ nodes }) => nodes).filter((node) => node.version !== null);
  const of = (ids: readonly string[]) => told.find(({ id }) => ids.includes(id))?.version ?? null;
  return {
    before: { engine: engine.name, version: of(leaving) ?? of(established), nodes: [...established] },
    after: { engine: engine.name, version: engine.version, nodes: [...desired] },
  };
}
