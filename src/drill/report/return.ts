import semver from 'semver';
import type { RolloutReport } from './schema.js';

/** Whether the operation went back to an older version: an accepted loss, which nothing else can undo. */
export function isReturn({ before, after }: Pick<RolloutReport, 'before' | 'after'>): boolean {
  if (before.version === null || after.version === null) return false;
  return semver.lt(after.version, before.version);
}
