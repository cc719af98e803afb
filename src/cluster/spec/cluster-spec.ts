import type { ConfigOf, quorateCluster } from '../../schema/resources/index.js';

/** What the stack says of a cluster: the configuration of its `quorate_cluster`. */
export type ClusterSpec = ConfigOf<(typeof quorateCluster)['attributes']>;
export type ClusterMember = ClusterSpec['members'][string];

/** Members in the order of their slots. */
export function membersOf(spec: ClusterSpec): readonly ClusterMember[] {
  return Object.values(spec.members).sort((a, b) => (a.slot < b.slot ? -1 : 1));
}
