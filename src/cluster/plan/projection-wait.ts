import type { Observed, Step } from '../model/index.js';
import { noteObservation } from './memory.js';
import type { Projected, ProjectionContext } from './projection.js';
import { changeNode, changeReport, rereadHistory } from './projection-change.js';
import { setVote } from './projection-membership.js';

type Wait = Extract<Step, { type: 'wait' }>;

/** What will be observed once a wait is over, and when. */
export function projectWait(at: Projected, wait: Wait, context: ProjectionContext): Projected {
  const { timing } = context.desired;
  switch (wait.until) {
    case 'stabilization':
      return later(at, timing.stabilization);
    case 'leader-age':
      return { ...at, now: at.now + timing.minimalHold };
    case 'leadership-spacing':
      return { ...at, now: at.now + timing.leadershipSpacing };
    case 'removal-confirmed':
      return later(at, timing.confirmation);
    default:
      return later({ ...at, observed: overFor(at.observed, wait) }, 1);
  }
}

/** Looked at now and after a while, so that what needs two looks has them. */
function later(at: Projected, duration: number): Projected {
  const first = { ...at.observed, facts: noteObservation(at.observed, at.now) };
  const now = at.now + duration;
  return { observed: { ...first, facts: noteObservation(first, now) }, now };
}

function overFor(observed: Observed, wait: Wait): Observed {
  switch (wait.until) {
    case 'voter':
    case 'non-voter':
      return setVote(observed, wait.nodes, wait.until === 'voter');
    case 'healthy-target':
      return each(observed, wait.nodes, (seen, id) => changeNode(seen, id, (node) => ({ ...node, target: 'healthy' })));
    case 'drained':
      return each(observed, wait.nodes, (seen, id) => changeNode(seen, id, (node) => ({ ...node, target: 'drained' })));
    case 'first-log':
      return each(observed, wait.nodes, (seen, id) => changeReport(seen, id, { shares: 1 }));
    case 'unsealed':
    case 'live':
    case 'sync':
      return each(observed, wait.nodes, inStep);
    case 'hook':
      return observed.hook === null ? observed : { ...observed, hook: { ...observed.hook, state: 'passed' } };
    case 'new-leader':
      return newLeader(observed, wait.nodes);
    default:
      return observed;
  }
}

function each(
  observed: Observed,
  ids: readonly string[],
  change: (observed: Observed, id: string) => Observed,
): Observed {
  return ids.reduce(change, observed);
}

function inStep(observed: Observed, id: string): Observed {
  const { cluster } = observed;
  if (cluster === null) return observed;
  return changeReport(observed, id, {
    sealed: false,
    healthCode: cluster.active === id ? 200 : 429,
    clusterId: cluster.clusterId,
    appliedIndex: cluster.appliedIndex,
  });
}

/** The engine's choice cannot be known; the first voter that stays stands for it. */
function newLeader(observed: Observed, old: readonly string[]): Observed {
  const { cluster } = observed;
  const next = cluster?.membership?.servers.find((server) => server.voter && !old.includes(server.id));
  if (cluster === null || next === undefined) return observed;
  const leading = rereadHistory({ ...observed, cluster: { ...cluster, active: next.id } });
  const led = sealedAnew(changeReport(leading, next.id, { healthCode: 200 }), next.id);
  const stepped = each(led, old, (seen, id) => changeReport(seen, id, { healthCode: 429 }));
  return each(stepped, old, (seen, id) =>
    (seen.facts.nodes[id]?.demoteAskedAt ?? null) === null ? seen : setVote(seen, [id], false),
  );
}

/** A leader that was started for it migrates; nobody has to any more. */
function sealedAnew(observed: Observed, leader: string): Observed {
  const migrates = observed.nodes.find(({ id }) => id === leader)?.report?.migration === true;
  const ids = migrates ? observed.nodes.map(({ id }) => id) : [];
  return each(observed, ids, (seen, id) => changeReport(seen, id, { migration: false }));
}
