import type { TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import type { Audit } from './audit.js';
import { AwsPlatform, type AwsPlatformProps } from './aws/index.js';
import type { Custody } from './custody.js';
import type { QuorateCluster, QuorateImage } from './l1/index.js';
import { LocalPlatform, type LocalPlatformProps } from './local/platform.js';
import type { SnapshotStorage } from './object-storage.js';
import type { Seal } from './seal.js';
import type { Snapshots } from './snapshots.js';

type ClusterProps = ConstructorParameters<typeof QuorateCluster>[2];

/** The image that the machines boot from, as `quorate_image` wants it. */
export type ImageProps = Pick<
  ConstructorParameters<typeof QuorateImage>[2],
  'digest' | 'form' | 'engine' | 'base' | 'provision' | 'signers'
>;

/** What a cluster asks of the platform under it. */
export interface PlacementRequest {
  readonly environment: string;
  readonly clusterName: string;
  readonly slots: readonly string[];
  readonly image: ImageProps;
  readonly engineVersion: string;
  /** Undefined: the platform's own. */
  readonly seal: Seal | undefined;
  readonly snapshots: Snapshots | undefined;
  /** Whether nothing may be destroyed that holds the cluster's data, or opens them. */
  readonly deletionProtection: boolean;
}

/** What the platform made of it. */
export interface Placement {
  /** Address of the balancer, on which clients reach the cluster. */
  readonly address: string;
  /** Terraform expression of the members by slot. */
  readonly members: string;
  readonly seal: ClusterProps['seal'];
  /** The auto-seal that the cluster leaves; undefined where there is none. */
  readonly formerSeal?: ClusterProps['seal'] | undefined;
  /** Where the copies of snapshots go; null for nowhere. */
  readonly storage: SnapshotStorage | null;
  /** Where audit logs go unless the stack says so; undefined for nowhere. */
  readonly audit?: Audit | undefined;
  /** What has to be there before the cluster converges. */
  readonly dependsOn: TerraformResource[];
}

/** Where the machines are: made with `Platform.local()` or `Platform.aws()`. */
export interface Platform {
  /** Names of the zones that slots are spread over in turn. */
  readonly zones: readonly string[];
  /** What images have to be. */
  readonly imageForm: ImageProps['form'];
  /** Who holds the shares when the stack says so, and when it does not. @throws Error when nobody may here. */
  custodyOf(asked: Custody | undefined): Custody;
  place(scope: Construct, request: PlacementRequest): Placement;
}

/**
 * Where the machines are.
 *
 * @example
 * Platform.local({ zones: 3 });
 * Platform.aws({ region: 'eu-west-1', operators: ['10.1.0.0/24'], breakGlassRole: 'quorate-break-glass' });
 */
export const Platform = {
  /** This computer: Linux, one host. */
  local: (props: LocalPlatformProps = {}): LocalPlatform => new LocalPlatform(props),
  /** Amazon Web Services: one region, a machine an instance, spread over zones. */
  aws: (props: AwsPlatformProps): AwsPlatform => new AwsPlatform(props),
} as const;
