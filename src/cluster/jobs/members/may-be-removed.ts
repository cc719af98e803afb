import { deployCommand, QuorateError } from '../../../schema/index.js';
import { type Quorum, quorumOf, toleranceOf } from '../../model/index.js';
import type { Situation } from '../../plan/index.js';
import { isProvenDead } from '../../plan/node-state.js';

/** Who has a vote after a removal, and what that is worth. */
export type AfterRemoval = Omit<Quorum, 'voters'> & { readonly voters: readonly string[] };

/**
 * Whether the cluster loses nothing by this removal: neither its quorum nor the number of nodes that may fail.
 *
 * @throws QuorateError `QRT-NOT-A-MEMBER`, `QRT-QUORUM-AT-RISK`, `QRT-TOLERANCE-AT-RISK` or `QRT-NODE-UNREACHABLE`
 */
export function assertMayBeRemoved(situation: Situation, node: string, leader: string): AfterRemoval {
  const { members, voters, live, observed, desired } = situation;
  if (!members.has(node)) throw notAMember(situation, node);
  const after = afterRemoval(situation, node);
  if (!voters.includes(node)) return after;
  const alive = voters.filter((id) => live.has(id)).length;
  const before = { quorum: quorumOf(voters.length), tolerance: toleranceOf(voters.length, alive) };
  if (after.tolerance < 0 || node === leader) {
    throw new QuorateError(
      'QRT-QUORUM-AT-RISK',
      node === leader
        ? `${node} leads the cluster: it is removed only when it leads no more`
        : `without ${node} there would be ${after.tolerance + after.quorum} live of ${after.voters.length} voters, and ${after.quorum} are needed`,
      node === leader
        ? `Move leadership first: quorate step-down ${desired.environment}.`
        : `Bring back the voters that are down: ${deployCommand(desired.environment)}.`,
    );
  }
  if (after.tolerance < before.tolerance) {
    throw new QuorateError(
      'QRT-TOLERANCE-AT-RISK',
      `${node} is a live voter: without it ${failures(after.tolerance)} instead of ${failures(before.tolerance)}`,
      `For fewer nodes change \`nodes\` in the stack and deploy; for another machine in its place replace it, which joins the new one first.`,
    );
  }
  const known = observed.nodes.find(({ id }) => id === node);
  const gone = known === undefined || isProvenDead(known, observed) || known.report !== null;
  if (live.has(node) || gone) return after;
  throw new QuorateError(
    'QRT-NODE-UNREACHABLE',
    `${node} cannot be reached, and its machine is not known to have stopped: it may still serve`,
    `Make sure that it is off and will stay so, then say so: quorate remove ${desired.environment} ${node} --lost.`,
  );
}

/** Who has a vote without this node. */
export function afterRemoval({ voters, live }: Situation, node: string): AfterRemoval {
  const left = voters.filter((id) => id !== node);
  const alive = left.filter((id) => live.has(id)).length;
  return { voters: left, quorum: quorumOf(left.length), tolerance: toleranceOf(left.length, alive) };
}

function failures(tolerance: number): string {
  return tolerance === 1 ? '1 node may fail' : `${Math.max(0, tolerance)} nodes may fail`;
}

function notAMember({ members, desired }: Situation, node: string): QuorateError {
  return new QuorateError(
    'QRT-NOT-A-MEMBER',
    `${node} is not in the raft configuration; members are ${[...members].join(', ')}`,
    `\`quorate peers ${desired.environment}\` lists them. Nothing was changed.`,
  );
}
