import { type AddedEngine, type ListedEngine, releaseName, type VerifiedEngine } from '../../engine/index.js';

/** One line a release: name, platform, and where it is or would come from. */
export function renderListed(engines: readonly ListedEngine[]): string {
  const lines = engines.map(({ name, version, platform, sources, cached }) => {
    const place = cached === null ? `not here yet; from ${sources.join(' or ')}` : `${cached.path} (${cached.source})`;
    return `${`${name}@${version}`.padEnd(18)} ${platform.padEnd(12)} ${place}`;
  });
  return lines.join('\n') || 'the lock names no engine';
}

export function renderAdded({ entry, path, changed }: AddedEngine): string {
  const what = changed ? 'is now in engines/lock.json: commit it' : 'was in engines/lock.json already';
  return `${releaseName(entry)} ${what}\n${path}`;
}

/** One line an engine in the cache, the verdict first. */
export function renderVerified(engines: readonly VerifiedEngine[]): string {
  const lines = engines.map(({ name, version, source, path, sha256, intact }) => {
    const verdict = intact ? 'intact' : 'DAMAGED, removed';
    return `${`${name}@${version}`.padEnd(18)} ${verdict}: ${path} (${source}, sha256 ${sha256})`;
  });
  return lines.join('\n') || 'no engine is in the cache';
}
