import { decryptMessage, type EntryIn, readKeyPair, type ShareSet, sharesOf } from '../../custody/index.js';
import { QuorateError } from '../../schema/index.js';
import type { ClusterAccess } from '../access.js';

/**
 * The shares that are at hand: in a lab as many as are needed, opened by its own key; else the one that a person gave.
 *
 * @param which those in force, those that wait for their proof, or those of a generation that a snapshot names
 */
export async function sharesAtHand(
  { sealed, working }: Pick<ClusterAccess, 'sealed' | 'working'>,
  given: string | null,
  which: 'in force' | 'pending' | { readonly generation: string } = 'in force',
): Promise<readonly string[]> {
  if (given !== null) return [given];
  const entry = await sealed.read();
  const key = await readKeyPair(working, 'lab');
  if (key === undefined || entry?.state !== 'confirmed') throw withPeople();
  const { recipients, messages, threshold } = chosen(entry, which);
  if (recipients.some(({ fingerprint }) => fingerprint !== key.fingerprint)) throw withPeople();
  return await Promise.all(messages.slice(0, threshold).map((message) => decryptMessage(message, key)));
}

function chosen(
  entry: EntryIn<'confirmed'>,
  which: Parameters<typeof sharesAtHand>[2],
): Pick<ShareSet, 'recipients' | 'messages' | 'threshold'> {
  if (which === 'pending') return entry.pending ?? entry;
  return typeof which === 'object' ? (sharesOf(entry, which.generation) ?? entry) : entry;
}

function withPeople(): QuorateError {
  return new QuorateError(
    'QRT-SHARE-NEEDED',
    'the shares of this cluster are with people, and none was given',
    'Each share holder runs this command with one share on standard input. Nothing was changed.',
  );
}
