import { deployCommand, QuorateError } from '../../../schema/index.js';
import { quorumOf } from '../../model/index.js';
import { list, type Situation } from '../../plan/situation.js';

/** A cluster of whose voters too few are left to elect a leader. */
export interface LostQuorum {
  /** The one with the newest log: it becomes the only member. */
  readonly node: string;
  /** Other nodes that still hold data; they are wiped. */
  readonly others: readonly string[];
  /** Voters that will not come back. */
  readonly lost: readonly string[];
  /** What may be lost, for whoever has to agree to it. */
  readonly text: string;
}

/**
 * Who is left, and what going on with the newest of them may lose. Pure.
 *
 * @param declaredLost voters that will not come back, by the operator's word (law 9)
 * @throws QuorateError `QRT-QUORUM-THERE` while a majority could elect a leader by itself, `QRT-NODE-UNREACHABLE` while
 * a voter is neither gone nor declared lost, `QRT-NO-SURVIVOR` when no engine tells its log.
 */
export function lostQuorum(situation: Situation, declaredLost: readonly string[]): LostQuorum {
  const { observed, facts, leader, desired } = situation;
  const { environment } = desired;
  const voters = facts.lastServers.filter(({ voter }) => voter).map(({ id }) => id);
  const holders = observed.nodes.filter(({ report }) => report?.hasData === true && report.removed !== true);
  const survivors = holders.filter(({ id }) => voters.includes(id));
  const quorum = quorumOf(voters.length);
  if (leader !== null || survivors.length >= quorum) throw stillThere(situation, survivors.length, quorum);
  const lost = voters.filter((id) => !survivors.some((node) => node.id === id));
  const unclear = lost.filter(
    (id) => !declaredLost.includes(id) && observed.nodes.some((node) => node.id === id && node.machine !== 'gone'),
  );
  if (unclear.length > 0) {
    throw new QuorateError(
      'QRT-NODE-UNREACHABLE',
      `${list(unclear)} cannot be reached and may hold writes that nobody else has`,
      `Bring it back, and the cluster heals by itself; or, if it will not come back, say so by name: quorate recover quorum ${environment} --lost ${unclear.join(' ')}.`,
    );
  }
  const [newest] = survivors
    .filter(({ report }) => report?.appliedIndex != null)
    .sort((a, b) => (b.report?.appliedIndex ?? 0) - (a.report?.appliedIndex ?? 0));
  if (newest === undefined) {
    throw new QuorateError(
      'QRT-NO-SURVIVOR',
      `none of ${list(voters)} has an unsealed engine that tells how far its log goes`,
      `Unseal what is left (quorate unseal ${environment}), or restore a snapshot: quorate restore ${environment} --snapshot latest.`,
    );
  }
  const others = holders.filter(({ id }) => id !== newest.id).map(({ id }) => id);
  return { node: newest.id, others, lost, text: statement(newest.id, newest.report?.appliedIndex ?? 0, others, lost) };
}

function statement(node: string, index: number, others: readonly string[], lost: readonly string[]): string {
  return [
    `${node} goes on alone with its log up to entry ${index}.`,
    `Lost for good: every write that was acknowledged by ${list(lost)} and had not reached ${node}; nobody can say how many there are.`,
    'Writes that were answered with an error may turn out to have been kept.',
    others.length === 0 ? '' : `${list(others)} is wiped and joins afresh.`,
    `${list(lost)} must never be started again with its data.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function stillThere({ leader, desired }: Situation, alive: number, quorum: number): QuorateError {
  return new QuorateError(
    'QRT-QUORUM-THERE',
    leader === null
      ? `${alive} voters hold data and ${quorum} are needed: they elect a leader by themselves once they are unsealed and reach each other`
      : `${leader} leads: the quorum is not lost`,
    `${deployCommand(desired.environment)} brings back what is missing and loses nothing. Nothing was changed.`,
  );
}
