import type { EntryIn } from '../../custody/index.js';
import { deployCommand, QuorateError } from '../../schema/index.js';
import type { ClusterAccess } from '../access.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';

/** The keys of a cluster that is there. @throws QuorateError `QRT-NOT-DEPLOYED` */
export async function confirmedKeys(
  { sealed }: Pick<ClusterAccess, 'sealed'>,
  { environment }: Pick<ClusterSpec, 'environment'>,
): Promise<EntryIn<'confirmed'>> {
  const entry = await sealed.read();
  if (entry?.state === 'confirmed') return entry;
  throw new QuorateError(
    'QRT-NOT-DEPLOYED',
    `${environment} has no keys in custody: its cluster was never initialized from here`,
    `Deploy it with \`${deployCommand(environment)}\`.`,
  );
}
