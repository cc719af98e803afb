import { held, type Stage, waitFor } from '../decision.js';
import { isRemovalConfirmed } from '../may-stop.js';
import { list } from '../situation.js';

/** A removal is read back twice before the next one and before anything stops: autopilot can undo it (law 2). */
export const confirmRemovals: Stage = (situation) => {
  const { facts, members, desired } = situation;
  const open = Object.keys(facts.nodes)
    .filter((id) => (facts.nodes[id]?.removeAskedAt ?? null) !== null && !members.has(id))
    .filter((id) => !isRemovalConfirmed(facts, id, desired.timing.confirmation));
  if (open.length === 0) return null;
  return waitFor(situation, {
    phase: 'confirm',
    until: 'removal-confirmed',
    nodes: open,
    reason: `autopilot can bring back ${list(open)}: its absence is read a second time`,
    late: () =>
      held(
        'QRT-REMOVAL-UNCONFIRMED',
        `The removal of ${list(open)} could not be read back twice.`,
        'Deploy again when the cluster has a steady leader.',
      ),
  });
};
