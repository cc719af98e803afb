import type { Construct } from 'constructs';
import { machineLimits } from '../../schema/index.js';
import { Custody } from '../custody.js';
import { QuorateImage, QuorateLoadBalancer, QuorateSeal } from '../l1/index.js';
import { pinned } from '../pinned.js';
import type { Placement, PlacementRequest, Platform } from '../platform.js';
import { Seal } from '../seal.js';
import { LocalMachines } from './machines.js';

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
  /**
   * What of this computer each real machine may use: memory in MiB, 256 or more, and processors, 0.1 or more. Another
   * value is another machine: they are replaced.
   * @default 1024 MiB and one processor
   */
  readonly limits?: { readonly memory: number; readonly cpus: number };
}

/** This computer as a platform: machines, balancer and seal server are resources of our own provider. */
export class LocalPlatform implements Platform {
  readonly zones: readonly string[];
  readonly imageForm: 'process' | 'machine';
  readonly #balancerAddress: string | undefined;
  readonly #limits: LocalPlatformProps['limits'];

  /** @param zoneNames names of the zones, where they are not just numbered */
  constructor({ zones = 3, balancerAddress, machines, limits }: LocalPlatformProps, zoneNames?: readonly string[]) {
    if (!Number.isInteger(zones) || zones < 1) throw new Error(`A platform has 1 or more zones, received ${zones}`);
    this.zones = zoneNames ?? Array.from({ length: zones }, (_, index) => `zone-${index + 1}`);
    this.imageForm = machines === 'nspawn' ? 'machine' : 'process';
    this.#balancerAddress = balancerAddress;
    this.#limits = limits && limitsFor(limits, this.imageForm);
  }

  /** Name of the zone of the slot with this index. */
  zoneOf(index: number): string {
    return this.zones[index % this.zones.length] ?? '';
  }

  custodyOf(asked: Custody | undefined): Custody {
    return asked ?? Custody.lab();
  }

  place(scope: Construct, request: PlacementRequest): Placement {
    const { environment, clusterName, engineVersion } = request;
    const image = pinned(new QuorateImage(scope, 'image', { ...request.image, environment }), 'image');
    const balancer = new QuorateLoadBalancer(scope, 'balancer', {
      environment,
      ...(this.#balancerAddress === undefined ? {} : { bindAddress: this.#balancerAddress }),
    });
    const { digest } = request.image;
    const machines = new LocalMachines(scope, {
      environment,
      clusterName,
      zones: Object.fromEntries(request.slots.map((slot, index) => [slot, this.zoneOf(index)])),
      image: digest,
      engineVersion,
      balancer: pinned(balancer, 'balancer'),
      dependsOn: [image],
      limits: this.#limits,
    });
    const stanza = (seal: Seal) => sealOf(scope, environment, seal, digest, image);
    return {
      address: balancer.address,
      members: machines.members,
      seal: stanza(request.seal ?? Seal.transit()),
      formerSeal: request.seal?.former && stanza(request.seal.former),
      storage: request.snapshots?.storage ?? null,
      dependsOn: [machines.attachments],
    };
  }
}

function limitsFor(limits: { readonly memory: number; readonly cpus: number }, form: LocalPlatform['imageForm']) {
  if (form === 'process') {
    throw new Error("Only real machines have limits: expected machines: 'nspawn' beside limits, received processes");
  }
  const { success } = machineLimits.safeParse(limits);
  if (success) return limits;
  throw new Error(
    `limits takes a whole number of MiB from 256 and processors from 0.1, received ${JSON.stringify(limits)}`,
  );
}

function sealOf(
  scope: Construct,
  environment: string,
  { type, options }: Seal,
  image: string,
  resource: QuorateImage,
): Placement['seal'] {
  if (type !== 'transit') return Object.keys(options).length === 0 ? { type } : { type, options };
  const seal = new QuorateSeal(scope, 'seal', { environment, kind: type, image, dependsOn: [resource] });
  const { address, keyName, mountPath } = pinned(seal, 'seal');
  return { type, address, keyName, mountPath };
}
