import type { EngineRelease } from '../../schema/index.js';

/** Whether a cluster of one version may be moved to another by mixing both for a while (law 10). */
export type PairVerdict =
  | { readonly verdict: 'allowed' }
  | { readonly verdict: 'refused'; readonly reason: string; readonly wayRound: string }
  | { readonly verdict: 'unknown'; readonly reason: string };

/** Everything in which engines differ, as far as planning is concerned. */
export interface Capabilities {
  /** Whether a node can join as a durable non-voter and be promoted and demoted by name. */
  readonly nonVoters: boolean;
  /** Health code of a live node that was removed from the configuration: 530, or null if it shows nothing. */
  readonly removedHealthCode: number | null;
  /** Judges a move between two releases. */
  readonly pair: (from: EngineRelease, to: EngineRelease) => PairVerdict;
}
