import { readKeyPair, type SealedEntry } from '../../custody/index.js';
import type { ClusterAccess } from '../access.js';
import type { CustodyState } from '../model/index.js';

/** What planning needs to know of the keys. */
export interface KeysState {
  readonly custody: CustodyState;
  /** Root revoked, the revocation proven, the bootstrap key deleted. */
  readonly secured: boolean;
}

/** Reads both stores. */
export async function keysState({ sealed, working }: ClusterAccess): Promise<KeysState> {
  const entry = await sealed.read();
  const revoked = entry?.state === 'confirmed' && entry.root_revoked !== null;
  return { custody: custodyOf(entry), secured: revoked && (await readKeyPair(working, 'bootstrap')) === undefined };
}

function custodyOf(entry: SealedEntry | undefined): CustodyState {
  switch (entry?.state) {
    case 'intent':
    case 'reply':
      return { state: entry.state, node: entry.node_id };
    case 'confirmed':
      return { state: 'confirmed', clusterId: entry.cluster_id, seal: entry.seal };
    case 'archived':
    case undefined:
      return { state: 'none' };
  }
}
