/** Shares and how many of them are needed. */
export interface ShareProps {
  /**
   * Number of shares, 1 to 255.
   * @default 5
   */
  readonly shares?: number;
  /**
   * Shares needed to unseal or to make a root token, 1 to `shares`.
   * @default 3
   */
  readonly threshold?: number;
}

/** Who the shares are encrypted to. */
export interface PgpCustodyProps {
  /** Armored public keys, one a share holder; every one is tried before the cluster is initialized. */
  readonly recipients: readonly string[];
  /** Shares needed, 1 to the number of recipients. */
  readonly threshold: number;
}

/**
 * Who holds the shares of the key.
 *
 * @example
 * Custody.pgp({ recipients: [alice, bob, carol], threshold: 2 });
 */
export class Custody {
  /** Shares encrypted to people. A deploy never needs them. */
  static pgp(props: PgpCustodyProps): Custody {
    return new Custody('pgp', props.recipients.length, props.threshold, props.recipients);
  }

  /** Shares encrypted to a key that the environment keeps itself: unattended, and only for a lab. */
  static lab(props: ShareProps = {}): Custody {
    return new Custody('lab', props.shares ?? 5, props.threshold ?? 3, []);
  }

  private constructor(
    readonly type: 'lab' | 'pgp',
    readonly shares: number,
    readonly threshold: number,
    readonly recipients: readonly string[],
  ) {
    if (!Number.isInteger(shares) || shares < 1 || shares > 255) {
      throw new Error(`Custody needs 1 to 255 shares, received ${shares}`);
    }
    if (!Number.isInteger(threshold) || threshold < 1 || threshold > shares) {
      throw new Error(`The threshold is 1 to the number of shares (${shares}), received ${threshold}`);
    }
    if (shares > 1 && threshold === 1) {
      throw new Error(`A threshold of 1 of ${shares} makes every share the whole key; expected at least 2`);
    }
  }
}
