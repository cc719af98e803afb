import { held, type Stage, together, waitFor } from '../decision.js';
import { mayStop } from '../may-stop.js';
import { list } from '../situation.js';

/** Machines that nobody's state knows are stopped and wiped once they are surely no members. */
export const sweepOrphans: Stage = (situation) => {
  const { observed, wanted, members, desired } = situation;
  const orphans = observed.nodes.filter(
    ({ id, known, machine }) => !known && machine !== 'gone' && !wanted.includes(id) && !members.has(id),
  );
  const ids = orphans.map(({ id }) => id);
  const free = ids.filter((id) => mayStop(id, observed, desired.timing.confirmation).may);
  const swept = together(
    'sweep',
    free,
    (node) => ({ type: 'sweep', node }),
    (node) => `${node} is no member and no state knows its machine`,
  );
  if (swept !== null || ids.length === 0) return swept;
  return waitFor(situation, {
    phase: 'confirm',
    until: 'removal-confirmed',
    nodes: ids,
    reason: `${list(ids)} must surely be no member before its machine stops`,
    late: () =>
      held(
        'QRT-REMOVAL-UNCONFIRMED',
        `It could not be read twice that ${list(ids)} is no member.`,
        'Deploy again when the cluster has a steady leader.',
      ),
  });
};
