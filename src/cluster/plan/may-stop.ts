import { NO_NODE_FACTS, type Observed, type OperationFacts, type PlanProblem } from '../model/index.js';

/** Whether a machine may be stopped for good; when not, why. */
export type StopVerdict = { readonly may: true } | { readonly may: false; readonly problem: PlanProblem };

/**
 * Whether two looks at the active node's configuration, at least `confirmation` milliseconds apart, both lacked the
 * node. A peer removed just after its promotion can be resurrected by autopilot, so that one look proves nothing.
 */
export function isRemovalConfirmed(facts: OperationFacts, id: string, confirmation: number): boolean {
  const { absentSince, absentSeenAt } = facts.nodes[id] ?? NO_NODE_FACTS;
  return absentSince !== null && absentSeenAt !== null && absentSeenAt - absentSince >= confirmation;
}

/**
 * The delete guards' condition: the process of a member is never stopped for good (law 2).
 *
 * @param observed a look just taken, its facts brought up to date with `noteObservation`
 * @param confirmation least time between the two readings, milliseconds
 */
export function mayStop(id: string, observed: Observed, confirmation: number): StopVerdict {
  const { cluster, custody, facts, nodes } = observed;
  const node = nodes.find((candidate) => candidate.id === id);
  if (facts.dissolved || node?.machine === 'gone') return { may: true };
  // Until its keys are bound to it, a cluster has never let anybody in: a first deploy that failed can be destroyed.
  if (custody.state === 'none' || custody.state === 'intent' || custody.state === 'reply') return { may: true };
  const membership = cluster?.membership ?? null;
  if (membership === null) {
    return no(
      'QRT-MEMBERSHIP-UNREADABLE',
      `${id} cannot be stopped: no active node tells whether it is still a member.`,
      'Bring the cluster back to an active node (quorate status shows what is missing), then try again.',
    );
  }
  const server = membership.servers.find((candidate) => candidate.id === id);
  if (server !== undefined) {
    return no(
      'QRT-STILL-MEMBER',
      `${id} cannot be stopped: it is still a ${server.voter ? 'voter' : 'non-voter'} of ${membership.servers.length} servers.`,
      'Deploy, so that the convergence removes it first. If its block was removed or renamed on purpose, put the block back and deploy.',
    );
  }
  if (isRemovalConfirmed(facts, id, confirmation)) return { may: true };
  return no(
    'QRT-REMOVAL-UNCONFIRMED',
    `${id} cannot be stopped yet: its removal has to be read back twice, ${confirmation} ms apart.`,
    'Try again in a moment.',
  );
}

function no(code: PlanProblem['code'], message: string, cure: string): StopVerdict {
  return { may: false, problem: { code, message, cure } };
}
