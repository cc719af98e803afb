import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { readImageInputs } from '../image/index.js';
import { imageDigestOf } from '../schema/index.js';
import { assetsFolder } from './assets.js';
import { Custody } from './custody.js';
import type { Engine } from './engine.js';
import { hookOf, type RolloutHookProps } from './hook.js';
import { QuorateCluster, QuorateImage, QuorateLoadBalancer, QuorateSeal } from './l1/index.js';
import { LocalMachines } from './local/machines.js';
import { slotsFor } from './node-count.js';
import { pinned } from './pinned.js';
import type { Platform } from './platform.js';
import { QuorateProvider } from './provider/index.js';
import { Seal } from './seal.js';
import type { Snapshots } from './snapshots.js';

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
  /**
   * When the node that leads takes snapshots by itself.
   * @default none but those asked for by `quorate snapshot take`, and those before upgrades and restores
   */
  readonly snapshots?: Snapshots;
  /**
   * A command of yours that has its say on the new nodes of a rollout, after they are trusted and before they vote:
   * any exit code but 0 rolls the rollout back, or holds it when there is no way back.
   * @default none
   */
  readonly hook?: RolloutHookProps;
  /**
   * Whether the engine may move between two versions of which nobody knows whether one cluster can hold both. Pairs
   * that are known to break are refused all the same.
   * @default false
   */
  readonly allowUnknownVersionPair?: boolean;
  /**
   * Whether a deploy that changes members measures for how long writes were not acknowledged. It logs in twenty times a
   * second and touches no mount of yours.
   * @default true
   */
  readonly measure?: boolean;
}

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
    const assets = assetsFolder();
    new QuorateProvider(this, 'provider', { assets });

    const image = this.#image(assets, engine, custody, platform.imageForm);
    const balancer = new QuorateLoadBalancer(this, 'balancer', {
      environment,
      ...(platform.balancerAddress === undefined ? {} : { bindAddress: platform.balancerAddress }),
    });
    this.address = pinned(balancer, 'balancer').address;
    const machines = new LocalMachines(this, {
      environment,
      clusterName: id,
      slots: slotsFor(props.nodes ?? 3),
      platform,
      image: image.digest,
      engineVersion: engine.version,
      balancer,
      dependsOn: [image.resource],
    });
    this.cluster = new QuorateCluster(this, 'cluster', {
      environment,
      name: id,
      engine: engine.release,
      seal: this.#seal(environment, props.seal ?? Seal.transit(), image),
      custody: {
        type: custody.type,
        shares: custody.shares,
        threshold: custody.threshold,
        recipients: [...custody.recipients],
      },
      balancerAddress: balancer.address,
      settings: {
        performanceMultiplier: props.performanceMultiplier ?? 1,
        ui: props.ui ?? false,
        measure: props.measure ?? true,
      },
      ...(props.snapshots === undefined ? {} : { snapshots: scheduleOf(props.snapshots) }),
      ...(props.hook === undefined ? {} : { hook: hookOf(props.hook) }),
      allowUnknownVersionPair: props.allowUnknownVersionPair ?? false,
      members: {},
      deletionProtection: props.deletionProtection ?? true,
      dependsOn: [machines.attachments],
    });
    pinned(this.cluster, 'cluster').addOverride('members', machines.members);
  }

  /** Only a lab, which keeps its own key, runs engines that were built here; others take what the vendor signed. */
  #image(assets: string, engine: Engine, custody: Custody, form: Platform['imageForm']): ClusterImage {
    const { file, release } = engine;
    const sha256 = file?.sha256 ?? null;
    const digest = imageDigestOf(readImageInputs(assets, form, { ...release, sha256 }));
    const policy = file ? 'file' : custody.type === 'lab' ? 'lab' : 'vendor';
    const resource = new QuorateImage(this, 'image', {
      digest,
      form,
      engine: { ...release, policy, ...(file && { file: file.path, sha256: file.sha256 }) },
    });
    return { digest, resource: pinned(resource, 'image') };
  }

  #seal(environment: string, { type }: Seal, { digest, resource }: ClusterImage) {
    if (type !== 'transit') return { type };
    const seal = new QuorateSeal(this, 'seal', { environment, kind: type, image: digest, dependsOn: [resource] });
    const { address, keyName, mountPath } = pinned(seal, 'seal');
    return { type, address, keyName, mountPath };
  }
}

function scheduleOf({ period: every, retention: keep, storage }: Snapshots) {
  return { every, keep, storage };
}

interface ClusterImage {
  readonly digest: string;
  readonly resource: QuorateImage;
}
