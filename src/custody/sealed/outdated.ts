import { isDeepStrictEqual } from 'node:util';
import type { EntryIn } from './entry.js';
import type { Intent } from './event.js';

/**
 * Whether what was intended before is not what would be intended now: another node, other holders, another number of
 * shares. Keys given by an outdated intent would go to people that the stack no longer names.
 */
export function isOutdated(entry: EntryIn<'intent'>, now: Intent): boolean {
  return !isDeepStrictEqual(decided(entry), decided(now));
}

function decided({ node_id, seal, kind, shares, threshold, recipients }: Intent) {
  const holders = recipients.map(({ fingerprint }) => fingerprint);
  return { node_id, seal, kind, shares, threshold, holders };
}
