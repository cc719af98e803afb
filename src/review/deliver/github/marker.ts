import type { RunKey } from './context.js';

/** What a comment is about: one of each kind and environment is kept in a pull request. */
export interface MarkerKey {
  readonly kind: 'review' | 'apply';
  readonly environment: string | null;
}

/** The hidden first line by which a comment is found again, with the run that wrote it. */
export function markerOf(key: MarkerKey, run: RunKey): string {
  return `<!-- ${prefixOf(key)} run=${run.id}.${run.attempt} -->`;
}

/** The run that wrote a comment of this key; undefined for every other comment. */
export function runOf(body: string, key: MarkerKey): RunKey | undefined {
  const first = body.split('\n', 1)[0] ?? '';
  const start = `<!-- ${prefixOf(key)} run=`;
  const found = /^(\d+)\.(\d+) -->\s*$/.exec(first.startsWith(start) ? first.slice(start.length) : '');
  return found === null ? undefined : { id: Number(found[1]), attempt: Number(found[2]) };
}

/** Negative when the first run is older. */
export function compareRuns(a: RunKey, b: RunKey): number {
  return a.id - b.id || a.attempt - b.attempt;
}

/** Names are percent-encoded, so that none can end the comment or look like another. */
function prefixOf({ kind, environment }: MarkerKey): string {
  return `quorate:${kind} environment=${encodeURIComponent(environment ?? '*')}`;
}
