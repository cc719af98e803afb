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
  /**
   * What machines are: `process`, agent and engine as processes on loopback addresses of their own; or `nspawn`, real
   * machines booted from a baked image, which needs root and a few Debian packages (`quorate doctor` names them).
   * @default 'process'
   */
  readonly machines?: 'process' | 'nspawn';
}

/**
 * Where the machines are.
 *
 * @example
 * Platform.local({ zones: 3 });
 */
export class Platform {
  /** This computer: Linux, one host. */
  static local(props: LocalPlatformProps = {}): Platform {
    return new Platform(props.zones ?? 3, props.balancerAddress, props.machines === 'nspawn' ? 'machine' : 'process');
  }

  private constructor(
    readonly zoneCount: number,
    readonly balancerAddress: string | undefined,
    /** What images have to be. */
    readonly imageForm: 'process' | 'machine',
  ) {
    if (!Number.isInteger(zoneCount) || zoneCount < 1)
      throw new Error(`A platform has 1 or more zones, received ${zoneCount}`);
  }

  /** Name of the zone of the slot with this index. */
  zoneOf(index: number): string {
    return `zone-${(index % this.zoneCount) + 1}`;
  }
}
