import { compareVersions } from '../capabilities/index.js';
import { nodeOf, type Situation } from './situation.js';

/** Whether live members are being replaced by new ones, as opposed to repair and scaling. */
export function isRollout(situation: Situation): boolean {
  const { retirees, newcomers, live, rollingBack } = situation;
  return !rollingBack && newcomers.length > 0 && retirees.some((id) => live.has(id));
}

/** Name of one rollout, under which its snapshot and its hook are remembered. */
export function rolloutKey(situation: Situation): string {
  const { engine } = situation.desired;
  return `${engine.name}@${engine.version} ${situation.desired.nodes.map((node) => node.id).join(',')}`;
}

/** Whether members run another version than the one asked for. */
export function isVersionChange(situation: Situation): boolean {
  return [...situation.members].some((id) => {
    const version = nodeOf(situation, id).report?.version ?? null;
    return version !== null && compareVersions(version, situation.desired.engine.version) !== 0;
  });
}

/** Whether a node of the new version has been active: from there on only forward, or restore (law 7). */
export function isPastReturn(situation: Situation): boolean {
  const history = situation.observed.cluster?.membership?.versionHistory ?? [];
  const { version } = situation.desired.engine;
  return isVersionChange(situation) && history.some((active) => compareVersions(active, version) === 0);
}
