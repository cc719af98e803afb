/** Properties of the local platform. */
export interface LocalPlatformProps {
  /**
   * Number of zones that the slots are spread over; labels on this platform.
   * @default 3
   */
  readonly zones?: number;
  /**
   * Loopback address of the balancer.
   * @default one of its own, derived from the environment's name
   */
  readonly balancerAddress?: string;
}

/**
 * Where the machines are.
 *
 * @example
 * Platform.local({ zones: 3 });
 */
export class Platform {
  /** This computer: Linux, one host, agent and engine as processes on loopback addresses of their own. */
  static local(props: LocalPlatformProps = {}): Platform {
    return new Platform(props.zones ?? 3, props.balancerAddress);
  }

  private constructor(
    readonly zoneCount: number,
    readonly balancerAddress: string | undefined,
  ) {
    if (!Number.isInteger(zoneCount) || zoneCount < 1)
      throw new Error(`A platform has 1 or more zones, received ${zoneCount}`);
  }

  /** Name of the zone of the slot with this index. */
  zoneOf(index: number): string {
    return `zone-${(index % this.zoneCount) + 1}`;
  }
}
