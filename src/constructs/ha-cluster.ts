import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { readImageInputs } from '../image/index.js';
import { imageDigestOf } from '../schema/index.js';
import { assetsFolder } from './assets.js';
import type { Audit } from './audit.js';
import { type AuthMethodProps, authMethodsOf } from './auth-method.js';
import { type AutopilotProps, autopilotOf } from './autopilot.js';
import type { Custody } from './custody.js';
import type { Engine } from './engine.js';
import { hookOf, type RolloutHookProps } from './hook.js';
import { imageOptions, type MachineImageProps } from './image.js';
import { QuorateCluster } from './l1/index.js';
import { slotsFor } from './node-count.js';
import { pinned } from './pinned.js';
import type { ImageProps, Platform } from './platform.js';
import { policiesOf } from './policies.js';
import { QuorateProvider } from './provider/index.js';
import { environmentOf, isRehearsal, RehearsalPlatform, RehearsalState } from './rehearsal.js';
import type { Seal } from './seal.js';
import type { Snapshots } from './snapshots.js';

const NO_REPLICATION =
  "Replication needs Vault Enterprise, which Quorate does not run. Instead ship snapshots (Snapshots.every('1h').copyTo(…)), " +
  "keep a second environment with standbyOf: 'ENV', and have it take over with `quorate failover ENV --to ENV2`";

/** Properties of a cluster. */
export interface HaClusterProps {
  readonly engine: Engine;
  readonly platform: Platform;
  /**
   * What is in the image of the machines beside what every one has.
   * @default nothing
   */
  readonly image?: MachineImageProps;
  /**
   * Number of nodes: 1 (development), 3, 5 or 7.
   * @default 3
   */
  readonly nodes?: number;
  /**
   * What keeps the root key.
   * @default the platform's own: `Seal.transit()` on the local platform, a key of KMS on AWS
   */
  readonly seal?: Seal;
  /**
   * Who holds the shares.
   * @default `Custody.lab()` on the local platform; elsewhere it has to be given
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
   * Where the nodes ship their audit logs to. Each keeps about 300 MB of its own in any case.
   * @default nowhere
   */
  readonly audit?: Audit;
  /**
   * Autopilot of the cluster at rest.
   * @default what Quorate runs with
   */
  readonly autopilot?: AutopilotProps;
  /**
   * Policies by name, as HCL. They are kept as they are here: what is changed by hand shows in `cdktf diff` and is put
   * back by a deploy, and one that is taken out is deleted. Policies that are not named here are nobody's business.
   * @default none beside those of Quorate's roles
   */
  readonly policies?: Readonly<Record<string, string>>;
  /**
   * Auth methods by path, kept like policies; one that is taken out is disabled, with all that is in it.
   * @default none beside the certificate logins of Quorate
   */
  readonly authMethods?: Readonly<Record<string, AuthMethodProps>>;
  /**
   * A command of yours that has its say on the new nodes of a rollout, after they are trusted and before they vote:
   * any exit code but 0 rolls the rollout back, or holds it when there is no way back.
   * @default none
   */
  readonly hook?: RolloutHookProps;
  /**
   * Replication between clusters is a matter of Vault Enterprise, and is refused: keep a standby with `standbyOf`, fresh
   * from shipped snapshots, and have it take over with `quorate failover`.
   */
  readonly replication?: never;
  /**
   * Name of the environment whose cluster these machines wait for. They stay empty until `quorate failover` restores its
   * newest snapshot into them; after that it says nothing any more and can be dropped.
   * @default none: these machines are a cluster of their own
   */
  readonly standbyOf?: string;
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
    if (props.replication !== undefined) throw new Error(NO_REPLICATION);
    const rehearsal = isRehearsal();
    const environment = environmentOf(TerraformStack.of(this), rehearsal);
    new RehearsalState(this, 'state', rehearsal);
    const { engine, snapshots } = props;
    const platform = rehearsal ? new RehearsalPlatform(props.platform) : props.platform;
    const custody = platform.custodyOf(props.custody);
    const assets = assetsFolder();
    new QuorateProvider(this, 'provider', { assets });

    const placement = platform.place(this, {
      environment,
      clusterName: id,
      slots: slotsFor(props.nodes ?? 3),
      image: imageOf(assets, props, platform.imageForm, rehearsal || custody.type === 'lab'),
      engineVersion: engine.version,
      seal: props.seal,
      snapshots,
      deletionProtection: props.deletionProtection ?? true,
    });
    const audit = props.audit ?? placement.audit;
    this.address = placement.address;
    this.cluster = new QuorateCluster(this, 'cluster', {
      environment,
      name: id,
      engine: engine.release,
      seal: placement.seal,
      ...(placement.formerSeal && { formerSeal: placement.formerSeal }),
      custody: {
        type: custody.type,
        shares: custody.shares,
        threshold: custody.threshold,
        recipients: [...custody.recipients],
      },
      balancerAddress: placement.address,
      settings: {
        performanceMultiplier: props.performanceMultiplier ?? 1,
        ui: props.ui ?? false,
        measure: props.measure ?? true,
      },
      ...(snapshots && {
        snapshots: { every: snapshots.period, keep: snapshots.retention, storage: placement.storage },
      }),
      ...(audit && { audit: { shipTo: audit.shipTo, caFile: audit.caFile } }),
      ...(props.autopilot && { autopilot: autopilotOf(props.autopilot) }),
      ...(props.policies && { policies: policiesOf(props.policies) }),
      ...(props.authMethods && { authMethods: authMethodsOf(props.authMethods) }),
      ...(props.hook === undefined ? {} : { hook: hookOf(props.hook) }),
      ...(props.standbyOf !== undefined && { standbyOf: standbyOf(props.standbyOf, environment) }),
      allowUnknownVersionPair: props.allowUnknownVersionPair ?? false,
      members: {},
      deletionProtection: !rehearsal && (props.deletionProtection ?? true),
      dependsOn: placement.dependsOn,
    });
    pinned(this.cluster, 'cluster').addOverride('members', placement.members);
  }
}

/** Only a lab or a rehearsal runs engines that were built here; others take what the vendor signed. */
function imageOf(
  assets: string,
  { engine: { file, release }, image }: HaClusterProps,
  form: Platform['imageForm'],
  lab: boolean,
): ImageProps {
  const sha256 = file?.sha256 ?? null;
  const { base, provision, signers } = imageOptions(image ?? {}, form);
  const digest = imageDigestOf(readImageInputs(assets, form, { ...release, sha256 }, { base, provision }));
  const policy = file ? 'file' : lab ? 'lab' : 'vendor';
  return {
    digest,
    form,
    engine: { ...release, policy, ...(file && { file: file.path, sha256: file.sha256 }) },
    ...(base && { base }),
    ...(provision.length > 0 && { provision }),
    ...(signers.length > 0 && { signers }),
  };
}

function standbyOf(other: string, environment: string): string {
  if (other !== environment) return other;
  throw new Error(`A standby waits for another environment, received its own name "${environment}"`);
}
