import { deployCommand, destroyCommand } from '../../../schema/index.js';
import { refused, type Stage } from '../decision.js';

const SIZES = [1, 3, 5, 7];

/** What is asked for has to be a cluster that can have a quorum. */
export const checkRequest: Stage = ({ desired, facts, voters }) => {
  if (facts.recovery !== null) {
    const { node, by, since } = facts.recovery;
    return refused(
      'QRT-RECOVERY-UNDERWAY',
      `${by} has had ${node} in recovery mode since ${since}, and every other node stopped for it.`,
      `End it first: quorate recover finish ${desired.environment}.`,
    );
  }
  if (facts.movedTo !== null) {
    return refused(
      'QRT-MOVED',
      `The cluster of ${desired.environment} was taken over by ${facts.movedTo}: beside it this one would revoke what the other has lent.`,
      `${destroyCommand(desired.environment)}; then ${deployCommand(desired.environment)} with standbyOf: '${facts.movedTo}', if the cluster is to come back.`,
    );
  }
  const ids = desired.nodes.map((node) => node.id);
  if (!SIZES.includes(ids.length)) {
    return refused(
      'QRT-NODE-COUNT',
      `${ids.length} nodes are asked for; a cluster has 1, 3, 5 or 7: an even one tolerates no more losses than the odd one below it.`,
      'Set `nodes` to 1 (development), 3, 5 or 7.',
    );
  }
  if (new Set(ids).size < ids.length) {
    return refused(
      'QRT-NODE-TWICE',
      `A node is listed twice: ${ids.join(', ')}.`,
      'Give every slot a machine of its own.',
    );
  }
  const peak = facts.established === null ? voters.length : facts.peakVoters;
  if (ids.length < 3 && peak >= 3) {
    return refused(
      'QRT-SCALE-DOWN',
      `${ids.length} node is asked for and the cluster has had ${peak} voters: fewer than 3 live voters lose the tolerance that its data relies on.`,
      'Keep 3 nodes, or take a snapshot and restore it into a new environment with one node.',
    );
  }
  return null;
};
