import { compareVersions } from '../../capabilities/index.js';
import { type Stage, step } from '../decision.js';
import { isReturning } from '../point-of-no-return.js';
import { mayRestart } from './arrive.js';
import { moveFrom } from './leadership.js';

/** With nobody of the newer version left, its data give way to those that the older version wrote. */
export const putSnapshotBack: Stage = (situation) => {
  const { facts, rollingBack, retirees } = situation;
  const { returnTo } = facts;
  if (returnTo === null || returnTo.done || rollingBack || retirees.length > 0 || !isReturning(situation)) return null;
  return step(
    'confirm',
    { type: 'restore', snapshot: returnTo.snapshot },
    `${returnTo.by} goes back to ${returnTo.version}: what the newer version wrote is lost, and nothing of it is left in the store`,
  );
};

/**
 * An engine remembers the version history that it began to lead with: the next leader reads it from the storage that
 * was put back, and so does a single node once it has started again. Until then a deploy of another image of the older
 * version would be taken for a downgrade.
 */
export const forgetNewerVersion: Stage = (situation) => {
  const { facts, leader, voters, live, desired, observed } = situation;
  if (facts.returnTo?.done !== true || leader === null) return null;
  const history = observed.cluster?.membership?.versionHistory ?? [];
  const newer = history.find((version) => compareVersions(version, desired.engine.version) > 0);
  if (newer === undefined || !isReturning(situation)) return null;
  const reason = `${leader} still remembers that ${newer} has led`;
  if (voters.length === 1) {
    if (!mayRestart(situation, leader)) return null;
    return step('restart', { type: 'restart', node: leader }, `${reason}; started again it reads what was put back`);
  }
  if (!voters.some((id) => id !== leader && live.has(id))) return null;
  return moveFrom(situation, leader, `${reason}; the next leader reads what was put back`);
};
