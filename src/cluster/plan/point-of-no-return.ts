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
  // An older version has led before: what counts is who leads now, and while nobody can tell it may be that one.
  const leading = [activeVersion(observed) ?? version];
  const led = isReturning({ desired, observed }) ? leading : history;
  const hasLed = led.some((active) => compareVersions(active, version) === 0);
  return hasLed && isVersionChange({ desired, observed });
}

/** Whether the version asked for is an older one to which an operator wants to go back by its snapshot. */
export function isReturning({ desired, observed }: Look): boolean {
  return observed.facts.returnTo?.version === desired.engine.version;
}

function activeVersion({ nodes, cluster }: Observed): string | null {
  return nodes.find(({ id }) => id === cluster?.active)?.report?.version ?? null;
}
