import { type TerraformResource, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { readImageInputs } from '../image/index.js';
import { imageDigestOf } from '../schema/index.js';
import { assetsFolder } from './assets.js';
import { Custody } from './custody.js';
import type { Engine } from './engine.js';
import {
  QuorateAttachment,
  QuorateCluster,
  QuorateImage,
  QuorateLoadBalancer,
  QuorateMachine,
  QuorateMember,
  QuorateSeal,
} from './l1/index.js';
import { slotsFor } from './node-count.js';
import type { Platform } from './platform.js';
import { QuorateProvider } from './provider/index.js';
import { Seal } from './seal.js';

/** Properties of a cluster. */
export interface HaClusterProps {
  readonly engine: Engine;
  readonly platform: Platform;
  /**
   * Number of nodes: 1 (development), 3, 5 or 7.
   * @default 3
   */
  readonly nodes?: number;
  /**
   * What keeps the root key.
   * @default the platform's own: `Seal.transit()` on the local platform
   */
  readonly seal?: Seal;
  /**
   * Who holds the shares.
   * @default `Custody.lab()` on the local platform
   */
  readonly custody?: Custody;
  /**
   * Whether `cdktf destroy` is refused. Switching it off is a deploy of its own.
   * @default true
   */
  readonly deletionProtection?: boolean;
  /**
   * Raft's patience with a silent leader, in multiples of one second: 1 is right for a network of low latency.
   * @default 1
   */
  readonly performanceMultiplier?: number;
  /**
   * Whether nodes serve the engine's web page, where the binary has one.
   * @default false
   */
  readonly ui?: boolean;
}

/** Read for every slot: Terraform's `each` of the machines' `for_each`. */
const EACH = { slot: '${each.key}', zone: '${each.value}' };

/**
 * A highly available cluster: machines, balancer, seal, and the one resource that makes members of them.
 *
 * @example
 * new HaCluster(stack, 'vault', { engine: Engine.vault('1.21.1'), platform: Platform.local() });
 */
export class HaCluster extends Construct {
  /** Address on which clients reach the cluster. */
  readonly address: string;
  readonly cluster: QuorateCluster;

  constructor(scope: Construct, id: string, props: HaClusterProps) {
    super(scope, id);
    const environment = TerraformStack.of(this).node.id;
    const { engine, platform } = props;
    const custody = props.custody ?? Custody.lab();
    const sealKind = props.seal ?? Seal.transit();
    const slots = slotsFor(props.nodes ?? 3);
    const assets = assetsFolder();
    new QuorateProvider(this, 'provider', { assets });

    const digest = imageDigestOf(readImageInputs(assets, 'process', engine.release));
    const image = pinned(
      new QuorateImage(this, 'image', { digest, form: 'process', engine: { ...engine.release, policy: 'lab' } }),
      'image',
    );
    const seal =
      sealKind.type === 'transit'
        ? pinned(
            new QuorateSeal(this, 'seal', { environment, kind: 'transit', image: digest, dependsOn: [image] }),
            'seal',
          )
        : undefined;
    const balancer = pinned(
      new QuorateLoadBalancer(this, 'balancer', {
        environment,
        ...(platform.balancerAddress === undefined ? {} : { bindAddress: platform.balancerAddress }),
      }),
      'balancer',
    );
    this.address = balancer.address;

    const replaced = { lifecycle: { createBeforeDestroy: true } };
    const machines = pinned(
      new QuorateMachine(this, 'machines', {
        environment,
        role: 'member',
        ...EACH,
        image: digest,
        dependsOn: [image],
        ...replaced,
      }),
      'machines',
    );
    machines.addOverride('for_each', Object.fromEntries(slots.map((slot, index) => [slot, platform.zoneOf(index)])));
    const machine = (attribute: string) => `\${${machines.terraformResourceType}.machines[each.key].${attribute}}`;
    const each = `\${${machines.terraformResourceType}.machines}`;
    const members = pinned(
      new QuorateMember(this, 'members', {
        environment,
        machineId: machine('id'),
        address: machine('address'),
        slot: machine('slot'),
        zone: machine('zone'),
        image: machine('image'),
        engineVersion: engine.version,
        clusterName: id,
        balancerAddress: balancer.address,
        ...replaced,
      }),
      'members',
    );
    members.addOverride('for_each', each);
    const attachments = pinned(
      new QuorateAttachment(this, 'attachments', {
        environment,
        loadBalancerId: balancer.id,
        machineId: machine('id'),
        address: machine('address'),
        ...replaced,
      }),
      'attachments',
    );
    attachments.addOverride('for_each', each);

    this.cluster = pinned(
      new QuorateCluster(this, 'cluster', {
        environment,
        name: id,
        engine: engine.release,
        seal: {
          type: sealKind.type,
          ...(seal && { address: seal.address, keyName: seal.keyName, mountPath: seal.mountPath }),
        },
        custody: {
          type: custody.type,
          shares: custody.shares,
          threshold: custody.threshold,
          recipients: [...custody.recipients],
        },
        balancerAddress: balancer.address,
        settings: { performanceMultiplier: props.performanceMultiplier ?? 1, ui: props.ui ?? false },
        members: {},
        deletionProtection: props.deletionProtection ?? true,
        dependsOn: [attachments],
      }),
      'cluster',
    );
    this.cluster.addOverride('members', membersExpression(members));
  }
}

/** Slot, machine, address, zone, image and version of every member, as the convergence wants them. */
function membersExpression(members: TerraformResource): string {
  const attributes = ['machine_id', 'address', 'slot', 'zone', 'image'].map((name) => `${name} = m.${name}`);
  return `\${{ for slot, m in ${members.terraformResourceType}.members : slot => { ${attributes.join(', ')}, version = m.engine_version } }}`;
}

/** A logical id that does not change with the construct tree: what it names is stateful. */
function pinned<T extends TerraformResource>(resource: T, logicalId: string): T {
  resource.overrideLogicalId(logicalId);
  return resource;
}
