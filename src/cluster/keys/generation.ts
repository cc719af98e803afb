import { type EntryIn, type ShareSet, sharesOf } from '../../custody/index.js';
import { QuorateError } from '../../schema/index.js';
import type { SnapshotManifest } from '../../snapshots/index.js';
import type { ClusterAccess } from '../access.js';

type Wanted = Pick<SnapshotManifest, 'id' | 'shares' | 'taken'>;

/**
 * The shares that a snapshot brings back with it; null when they are those in force, or when it does not tell.
 *
 * @throws QuorateError `QRT-SNAPSHOT-OTHER-SHARES` when custody never had them, or has them no more.
 */
export function formerShares(entry: EntryIn<'confirmed'>, { id, shares, taken }: Wanted): ShareSet | null {
  if (shares === null || shares === entry.generation) return null;
  const found = sharesOf(entry, shares);
  if (found) return found;
  throw new QuorateError(
    'QRT-SNAPSHOT-OTHER-SHARES',
    `snapshot ${id} of ${taken} needs the shares of its time (${shares}), which are not in custody; in force are ${entry.generation}`,
    'Choose a snapshot from after the rekeying, or bring the custody back that has the earlier shares. Nothing was changed.',
  );
}

/** {@link formerShares} of the keys that custody holds. */
export async function formerSharesFor(
  { sealed }: Pick<ClusterAccess, 'sealed'>,
  manifest: Wanted,
): Promise<ShareSet | null> {
  const entry = await sealed.read();
  return entry?.state === 'confirmed' ? formerShares(entry, manifest) : null;
}

/** Whose they are, for the plan of a restore. */
export function holdersOf({ recipients, threshold }: ShareSet): string {
  return `${threshold} of the shares of that time are needed, which are with ${[...new Set(recipients.map(({ name }) => name))].join(', ')}`;
}
