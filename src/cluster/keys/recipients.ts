import { parseRecipients, type Recipient } from '../../custody/index.js';
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
