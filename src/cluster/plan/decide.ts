import type { Capabilities } from '../capabilities/index.js';
import { type Desired, isMutating, type Observed } from '../model/index.js';
import { type Decision, held, type Stage } from './decision.js';
import { describeStep } from './explain.js';
import { type Situation, situationOf } from './situation.js';
import { admit } from './stages/admit.js';
import { letArrive } from './stages/arrive.js';
import { buryDead } from './stages/bury.js';
import { careForMembers } from './stages/care.js';
import { complete } from './stages/complete.js';
import { convergeConfiguration } from './stages/configuration.js';
import { confirmRemovals } from './stages/confirm.js';
import { checkConsistency } from './stages/consistency.js';
import { checkKeys, confirmKeys } from './stages/custody.js';
import { initialize } from './stages/founding.js';
import { holdJoiners, renewHold } from './stages/hold.js';
import { runHook } from './stages/hook.js';
import { recordIntent } from './stages/intent.js';
import { join, prepareOutsiders } from './stages/join.js';
import { moveLeadership } from './stages/leadership.js';
import { migrateSeal } from './stages/migrate-seal.js';
import { endOutage } from './stages/outage.js';
import { checkPlugins } from './stages/plugins.js';
import { promote } from './stages/promote.js';
import { remove } from './stages/remove.js';
import { checkRequest } from './stages/request.js';
import { checkUnknown, withdraw } from './stages/retire.js';
import { forgetNewerVersion, putSnapshotBack } from './stages/return.js';
import { checkWayBack, judgeNewcomers } from './stages/roll-back.js';
import { secure } from './stages/secure.js';
import { keepSettings } from './stages/settings.js';
import { reportRollback, settle } from './stages/settle.js';
import { takeSnapshot } from './stages/snapshot.js';
import { standBy } from './stages/stand-by.js';
import { dropSuperseded } from './stages/superseded.js';
import { sweepOrphans } from './stages/sweep.js';
import { buildTrust } from './stages/trust.js';
import { checkVersions } from './stages/versions.js';

/** In this order: the first stage that has something to say decides. */
export const STAGES: readonly Stage[] = [
  checkRequest,
  checkConsistency,
  standBy,
  initialize,
  checkKeys,
  endOutage,
  confirmKeys,
  keepSettings,
  secure,
  checkWayBack,
  judgeNewcomers,
  careForMembers,
  migrateSeal,
  checkVersions,
  checkPlugins,
  takeSnapshot,
  dropSuperseded,
  prepareOutsiders,
  holdJoiners,
  recordIntent,
  join,
  renewHold,
  buryDead,
  letArrive,
  buildTrust,
  admit,
  runHook,
  promote,
  complete,
  confirmRemovals,
  checkUnknown,
  withdraw,
  remove,
  moveLeadership,
  putSnapshotBack,
  forgetNewerVersion,
  convergeConfiguration,
  sweepOrphans,
  settle,
  reportRollback,
];

/**
 * What to do now, and nothing about later: the head of the plan.
 *
 * @param stages only tests give others than {@link STAGES}, to show that a broken one is noticed
 */
export function decide(
  desired: Desired,
  observed: Observed,
  capabilities: Capabilities,
  now: number,
  stages: readonly Stage[] = STAGES,
): Decision {
  const situation = situationOf(desired, observed, capabilities, now);
  return permit(situation, choose(situation, stages));
}

function choose(situation: Situation, stages: readonly Stage[]): Decision {
  for (const stage of stages) {
    const decision = stage(situation);
    if (decision !== null) return decision;
  }
  return { kind: 'nothing' };
}

/** A pause forbids any change and no look: a converged cluster stays converged. */
function permit(situation: Situation, decision: Decision): Decision {
  if (decision.kind !== 'steps' || !isMutating(decision.steps[0].step)) return decision;
  const { observed, desired } = situation;
  const { paused } = observed;
  if (paused === null) return decision;
  return held(
    'QRT-PAUSED',
    `${paused.by} paused ${desired.environment} at ${paused.since}; the next step would be: ${describeStep(decision.steps[0].step)}, because ${decision.steps[0].reason}.`,
    `Go on with: quorate resume ${desired.environment}, then deploy again.`,
  );
}
