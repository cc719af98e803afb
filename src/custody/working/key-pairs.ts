import { generateKeyPair, type PgpKeyPair, pgpKeyPair } from '../pgp/key-pair.js';
import type { WorkingStore } from './working-store.js';

/**
 * Pairs of our own: the root token is encrypted to `bootstrap`, which is deleted with the token's revocation; `lab` is
 * the lab's recipient of shares, which makes unattended unsealing possible there and nowhere else.
 */
export type KeyPairName = 'bootstrap' | 'lab';

/** The pair of that name, made at the first call. */
export function ensureKeyPair(working: WorkingStore, name: KeyPairName): Promise<PgpKeyPair> {
  return working.ensure(documentOf(name), pgpKeyPair, () => generateKeyPair(`Quorate ${name}`));
}

/** The pair of that name, if there is one. */
export function readKeyPair(working: WorkingStore, name: KeyPairName): Promise<PgpKeyPair | undefined> {
  return working.read(documentOf(name), pgpKeyPair);
}

/** Takes over the pair that another environment has, unless there is one here. */
export function adoptKeyPair(working: WorkingStore, name: KeyPairName, pair: PgpKeyPair): Promise<PgpKeyPair> {
  return working.ensure(documentOf(name), pgpKeyPair, async () => pair);
}

/** Deletes the pair and proves that it is gone. */
export function deleteKeyPair(working: WorkingStore, name: KeyPairName): Promise<void> {
  return working.delete(documentOf(name));
}

function documentOf(name: KeyPairName): string {
  return `keys/${name}`;
}
