import { type ClusterSpec, membersOf, type OperationFacts } from '../../cluster/index.js';

/** Whose members change: ids of machines. */
export interface MembershipChange {
  /** Members of the last deploy that reached its end. */
  readonly established: readonly string[];
  readonly leaving: readonly string[];
  readonly desired: readonly string[];
}

/** What a deploy changes about the members of a cluster that exists; null for its first deploy and for no change. */
export function membershipChange(
  { established }: Pick<OperationFacts, 'established'>,
  spec: Pick<ClusterSpec, 'members'>,
): MembershipChange | null {
  if (established === null || established.length === 0) return null;
  const desired = membersOf(spec as ClusterSpec).map(({ machine_id }) => machine_id);
  const leaving = established.filter((id) => !desired.includes(id));
  const coming = desired.filter((id) => !established.includes(id));
  return leaving.length + coming.length === 0 ? null : { established, leaving, desired };
}
