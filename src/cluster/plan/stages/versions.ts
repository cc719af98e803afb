import { compareVersions } from '../../capabilities/index.js';
import { held, refused, type Stage } from '../decision.js';
import { isReturning } from '../point-of-no-return.js';
import { nodeOf } from '../situation.js';

/** The move to another version has to be a known one, and forward (laws 7 and 10). */
export const checkVersions: Stage = (situation) => {
  const { desired, observed, wanted, members, leader, capabilities } = situation;
  const outside = wanted.filter((id) => !members.has(id));
  if (outside.length === 0 || leader === null || isReturning(situation)) return null;
  const { engine } = desired;
  const history = observed.cluster?.membership?.versionHistory ?? [];
  const newest = history.reduce<string | null>(
    (highest, version) => (highest === null || compareVersions(version, highest) > 0 ? version : highest),
    null,
  );
  if (newest !== null && compareVersions(engine.version, newest) < 0) {
    return refused(
      'QRT-DOWNGRADE',
      `${engine.name} ${engine.version} is asked for, but ${newest} has led this cluster and may have changed its data.`,
      `Go forward, or restore the snapshot taken before the upgrade: quorate rollback ${desired.environment} --restore.`,
    );
  }
  const { report } = nodeOf(situation, leader);
  const version = report?.version ?? newest;
  if (version === null || version === undefined) return null;
  const verdict = capabilities.pair({ name: report?.release?.name ?? engine.name, version }, engine);
  if (verdict.verdict === 'allowed') return null;
  if (verdict.verdict === 'refused') return refused('QRT-VERSION-PAIR', `${verdict.reason}.`, verdict.wayRound);
  if (desired.allowUnknownVersionPair) return null;
  return held(
    'QRT-VERSION-PAIR-UNKNOWN',
    `${verdict.reason}.`,
    'Try it on a copy first (quorate drill upgrade), then set `allowUnknownVersionPair: true` in the stack.',
  );
};
