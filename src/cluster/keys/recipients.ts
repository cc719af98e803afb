import { ensureKeyPair, parseRecipients, type Recipient, type WorkingStore } from '../../custody/index.js';
import { engineCapabilities } from '../../engine/index.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';

/**
 * The people of the stack who hold shares, each key proven by encrypting to it.
 *
 * @throws QuorateError `QRT-PGP-KEY` naming the recipient whose key cannot be used.
 */
export async function namedRecipients({
  engine,
  custody,
}: Pick<ClusterSpec, 'engine' | 'custody'>): Promise<Recipient[]> {
  const named = custody.recipients.map((key, index) => ({ name: `recipient ${index + 1}`, key }));
  return await parseRecipients(engineCapabilities(engine), named);
}

/** One recipient a share: the people of the stack, or the lab's own key as often as there are shares. */
export async function shareHolders(
  spec: Pick<ClusterSpec, 'engine' | 'custody'>,
  working: WorkingStore,
): Promise<Recipient[]> {
  const { type, shares } = spec.custody;
  if (type !== 'lab') return await namedRecipients(spec);
  const { fingerprint, public: key } = await ensureKeyPair(working, 'lab');
  return Array.from({ length: shares }, () => ({ name: 'lab', fingerprint, key }));
}
