import { compareVersions } from '../capabilities/index.js';
import type { Desired, Observed } from '../model/index.js';

type Look = { readonly desired: Desired; readonly observed: Observed };

/** Whether members run another version than the one asked for. */
export function isVersionChange({ desired, observed }: Look): boolean {
  const servers = observed.cluster?.membership?.servers ?? [];
  return servers.some(({ id }) => {
    const version = observed.nodes.find((node) => node.id === id)?.report?.version ?? null;
    return version !== null && compareVersions(version, desired.engine.version) !== 0;
  });
}

/** Whether a node of the new version has been active: from there on only forward, or restore (law 7). */
export function isPastReturn({ desired, observed }: Look): boolean {
  const history = observed.cluster?.membership?.versionHistory ?? [];
  const { version } = desired.engine;
  const hasLed = history.some((active) => compareVersions(active, version) === 0);
  return hasLed && isVersionChange({ desired, observed });
}
