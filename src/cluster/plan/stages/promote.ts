import { type Decision, held, type Stage, step, together, waitFor } from '../decision.js';
import { factsOf, list, type Situation } from '../situation.js';
import { inTurn } from './join.js';

/** How long a promotion or demotion may take to be carried out before it is asked for again, milliseconds. */
export const RECONCILE_TIME = 15_000;

/** Gives wanted nodes their votes. */
export const promote: Stage = (situation) => {
  const { wanted, members, voters, live, capabilities } = situation;
  const waiting = wanted.filter((id) => members.has(id) && !voters.includes(id) && live.has(id));
  if (waiting.length === 0) return null;
  return capabilities.nonVoters ? promoteByName(situation, waiting) : releaseHold(situation, waiting);
};

function promoteByName(situation: Situation, waiting: readonly string[]): Decision {
  const unasked = waiting.filter((id) => {
    const { promoteAskedAt } = factsOf(situation, id);
    return promoteAskedAt === null || situation.now - promoteAskedAt > RECONCILE_TIME;
  });
  const asked = together(
    'promote',
    inTurn(situation, unasked),
    (node) => ({ type: 'promote', node }),
    (node) => `${node} is trusted and wanted as a voter`,
  );
  return asked ?? awaitVotes(situation, waiting);
}

function releaseHold(situation: Situation, waiting: readonly string[]): Decision {
  const settings = situation.observed.cluster?.membership?.autopilot;
  if (settings !== undefined && (settings.serverStabilizationTime > 1 || settings.cleanupDeadServers)) {
    return step('promote', { type: 'release' }, `trusted and ready for a vote: ${list(waiting)}`);
  }
  return awaitVotes(situation, waiting);
}

function awaitVotes(situation: Situation, nodes: readonly string[]): Decision {
  return waitFor(situation, {
    phase: 'promote',
    until: 'voter',
    nodes,
    reason: `autopilot gives ${list(nodes)} a vote at its next round`,
    late: () =>
      held(
        'QRT-NOT-PROMOTED',
        `Autopilot did not make ${list(nodes)} a voter.`,
        'Look at the autopilot state (quorate status), then deploy again.',
      ),
  });
}
