import { QuorateError } from '../../schema/index.js';
import type { EntryIn } from './entry.js';

/** A cluster whose keys nobody has. */
export function lost(entry: EntryIn<'intent'>): QuorateError {
  return new QuorateError(
    'QRT-INIT-LOST',
    `${entry.node_id} was initialized for operation ${entry.operation} and its reply was never kept: nobody has the keys of cluster ${entry.cluster}, and nobody can get them`,
    'Nothing was initialized again. The cluster holds no data of yours yet: destroy this environment and deploy it again, or, to look at it first, keep the machines and read the journal.',
  );
}

/** Keys of a cluster exist, and its servers know nothing of it. */
export function exists(entry: EntryIn<'reply' | 'confirmed'>): QuorateError {
  const what =
    entry.state === 'confirmed' ? `a confirmed cluster (${entry.cluster_id})` : `keys of a cluster not confirmed yet`;
  return new QuorateError(
    'QRT-INIT-EXISTS',
    `the sealed store already holds ${what} named ${entry.cluster} (operation ${entry.operation}) while the servers are empty; expected no such entry, or the servers that belong to it`,
    'Nothing was changed. If its data was lost, restore a snapshot into this environment: these keys apply then. If it is really meant to begin anew, archive the entry first; it is never overwritten.',
  );
}

/** The servers are initialized, but not by what custody knows. */
export function foreign(cluster: string, expected: string, received: string): QuorateError {
  return new QuorateError(
    'QRT-INIT-FOREIGN',
    `the servers of ${cluster} are initialized by something that custody does not know: expected ${expected}, received ${received}`,
    'Nothing was changed. Check that this checkout uses the right environment store; if it does, somebody else initialized these servers, and they must not be trusted.',
  );
}
