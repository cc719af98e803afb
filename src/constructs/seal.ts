/**
 * What keeps the cluster's root key.
 *
 * @example
 * Seal.transit();
 * Seal.shamir();
 */
export class Seal {
  /** A transit key of the platform's own seal server: nodes unseal by themselves. The default of `Platform.local()`. */
  static transit(): Seal {
    return new Seal('transit');
  }

  /** Shares in the hands of people (or, in a lab, of the lab's own key). Every restart of a node needs them. */
  static shamir(): Seal {
    return new Seal('shamir');
  }

  private constructor(readonly type: 'transit' | 'shamir') {}
}
