import { type Decision, held, type Stage, step, together, waitFor } from '../decision.js';
import { list, nodeOf, type Situation } from '../situation.js';
import { mayRestart } from './arrive.js';

/** Delivers configuration that changed, and restarts, one voter at a time, where the engine has to start with it. */
export const convergeConfiguration: Stage = (situation) => {
  const { wanted, leader, voters } = situation;
  const state = (id: string) => nodeOf(situation, id).configuration;
  const outdated = wanted.filter((id) => state(id) === 'none' || state(id) === 'outdated');
  const delivered = together(
    'restart',
    outdated,
    (node) => ({ type: 'configure', node }),
    (node) => `the configuration of ${node} has changed`,
  );
  if (delivered !== null) return delivered;
  const pending = wanted.filter((id) => state(id) === 'restart');
  const next = pending.find((id) => id !== leader) ?? pending[0];
  if (next === undefined) return null;
  if (mayRestart(situation, next) && (next !== leader || voters.length === 1 || isLeaderRested(situation))) {
    return step('restart', { type: 'restart', node: next }, `${next} has to start with its new configuration`);
  }
  return waitFor(situation, {
    phase: 'restart',
    until: next === leader ? 'leadership-spacing' : 'sync',
    nodes: voters.filter((id) => id !== next),
    reason: `${next} restarts when the others are live and in sync`,
    late: () =>
      held(
        'QRT-RESTART-HELD',
        `${list(pending)} cannot restart: the other voters are not all live and in sync.`,
        'Bring the other voters back (quorate status names them), then deploy again.',
      ),
  });
};

/**
 * Configures those of these nodes anew whose engine ends whenever it is started, and that are wanted otherwise by now:
 * with what they have they never come back, and everything that waits for them would wait for ever.
 */
export function configureFallen(situation: Situation, nodes: readonly string[]): Decision | null {
  return together(
    'restart',
    nodes.filter((id) => {
      const { report, configuration } = nodeOf(situation, id);
      return report?.process === 'backing-off' && configuration === 'outdated';
    }),
    (node) => ({ type: 'configure', node }),
    (node) => `the engine of ${node} ends whenever it is started, and what it is started with has changed`,
  );
}

function isLeaderRested({ facts, observed, desired, now }: Situation): boolean {
  const last = Math.max(facts.lastLeadershipMoveAt ?? 0, observed.cluster?.activeSince ?? 0);
  return now - last >= desired.timing.leadershipSpacing;
}
