import { refused, type Stage, waitFor } from '../decision.js';
import { countActive } from '../memory.js';
import { list } from '../situation.js';

/** One cluster, one leader: anything else is looked at again or put before a person. */
export const checkConsistency: Stage = (situation) => {
  const { observed, desired } = situation;
  const expected = observed.cluster?.clusterId ?? null;
  const confirmed = 'clusterId' in observed.custody ? observed.custody.clusterId : null;
  if (expected !== null && confirmed !== null && expected !== confirmed) {
    return refused(
      'QRT-OTHER-CLUSTER',
      `The active node leads cluster ${expected}, but the keys in custody belong to ${confirmed}.`,
      'Check that this environment store and these machines belong together; nothing was changed.',
    );
  }
  const strangers = observed.nodes.filter(
    ({ id, report }) =>
      report?.healthCode === 200 &&
      expected !== null &&
      confirmed === null &&
      report.clusterId !== expected &&
      !desired.nodes.some((node) => node.id === id),
  );
  if (strangers.length > 0) {
    return refused(
      'QRT-TWO-CLUSTERS',
      `${list(strangers.map(({ id }) => id))} leads another cluster than ${expected ?? 'ours'}.`,
      'Find out whose data that is before anything else: quorate status shows both cluster ids.',
    );
  }
  if (countActive(observed) < 2) return null;
  return waitFor(situation, {
    phase: 'preflight',
    until: 'leader',
    nodes: [],
    reason: 'two nodes say that they lead: the older one has not noticed yet',
    late: () =>
      refused(
        'QRT-TWO-LEADERS',
        'Two nodes go on saying that they lead the same cluster.',
        'Look for a network partition between the nodes.',
      ),
  });
};
