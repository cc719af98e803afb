import type { AutopilotSettings } from '../../model/index.js';
import { held, type Stage, step } from '../decision.js';
import { list } from '../situation.js';

/** Puts autopilot back to what a cluster at rest runs with. */
export const settle: Stage = ({ observed, desired }) => {
  const settings = observed.cluster?.membership?.autopilot;
  if (settings === undefined || isSame(settings, desired.autopilot)) return null;
  return step(
    'settle',
    { type: 'settle', settings: desired.autopilot },
    'the operation is over: production settings return',
  );
};

/** A finished roll-back is not what was asked for: the deploy must not pass. */
export const reportRollback: Stage = ({ facts, rollingBack }) => {
  const { rollback } = facts;
  if (!rollingBack || rollback === null) return null;
  return held(
    'QRT-ROLLED-BACK',
    `The new nodes ${list(rollback.nodes)} were taken out again: ${rollback.reason}. The old ones serve on.`,
    rollback.by === 'gate'
      ? 'Correct what was found and deploy again, or deploy the old image.'
      : 'Deploy the old image to get rid of the new machines.',
  );
};

function isSame(left: AutopilotSettings, right: AutopilotSettings): boolean {
  return (
    left.cleanupDeadServers === right.cleanupDeadServers &&
    left.deadServerLastContactThreshold === right.deadServerLastContactThreshold &&
    left.lastContactThreshold === right.lastContactThreshold &&
    left.maxTrailingLogs === right.maxTrailingLogs &&
    left.minQuorum === right.minQuorum &&
    left.serverStabilizationTime === right.serverStabilizationTime
  );
}
