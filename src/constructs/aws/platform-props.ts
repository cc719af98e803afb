import type { VolumeProps } from './machines.js';
import type { Network } from './network.js';

/** A service with an endpoint of its own in a network. */
export type FurtherEndpoint = 'ec2messages' | 'logs' | 'secretsmanager' | 'ssm' | 'ssmmessages';

/** Where images are baked. */
export interface BuilderProps {
  /**
   * Subnet with a way to Debian's mirror, for stock images that lack a package.
   * @default the cluster's first subnet
   */
  readonly subnetId?: string;
  /**
   * Group that admits operators on port 22.
   * @default the group of the cluster's machines
   */
  readonly securityGroupId?: string;
  /** @default the type of the cluster's machines */
  readonly instanceType?: string;
  /**
   * Whether whoever deploys reaches it at a public address.
   * @default false
   */
  readonly publicAddress?: boolean;
  /**
   * Further regions that get a copy of every image.
   * @default none
   */
  readonly copies?: readonly string[];
}

/** A bucket of another account, versioned, whose policy admits copies. */
export interface SnapshotCopiesProps {
  readonly bucketArn: string;
  /** Id of the account that owns it. */
  readonly account: string;
  /** Key of that account that encrypts the copies. */
  readonly keyArn: string;
}

/** Who on the internet reaches the cluster, and where. */
export interface PublicBalancerProps {
  /** Public subnets of the given `vpc`, one a zone. */
  readonly subnetIds: readonly string[];
  /** Networks that may connect. The whole world is refused. */
  readonly allow: readonly string[];
}

/** Properties of the platform AWS. */
export interface AwsPlatformProps {
  /** For example `eu-west-1`. */
  readonly region: string;
  /** Networks (CIDR) that deploys and commands come from: an office, a runner, a VPN. The whole world is refused. */
  readonly operators: readonly string[];
  /** Name of the one role of the account that may destroy keys. It need not exist yet. */
  readonly breakGlassRole: string;
  /**
   * Zones that the slots are spread over in turn.
   * @default a, b and c of the region
   */
  readonly zones?: readonly string[];
  /**
   * Network of the cluster's own VPC, from /16 to /24.
   * @default '10.20.0.0/20'
   */
  readonly cidr?: string;
  /**
   * A network that is there already, in place of one of the cluster's own.
   * @default a VPC of the cluster's own
   */
  readonly vpc?: Network;
  /**
   * Networks that clients come from. The whole world is refused.
   * @default the VPC
   */
  readonly clients?: readonly string[];
  /**
   * Type of the instances: amd64, and not one whose credits run out.
   * @default 'm6i.large'
   */
  readonly instanceType?: string;
  /** @default 50 GiB with 3000 operations and 125 MiB a second */
  readonly volume?: VolumeProps;
  /**
   * Name on which clients of the VPC reach the cluster; it is in every certificate.
   * @default `<cluster>.<environment>.quorate.internal`
   */
  readonly dnsName?: string;
  /**
   * Days in which no copy of a snapshot can be deleted, by nobody and nothing.
   * @default 0: no such lock
   */
  readonly snapshotLockDays?: number;
  /**
   * Days that a bucket of the environment's own keeps what every node ships of its audit log; no node can read or delete
   * it there. Not used where the stack names another `audit`.
   * @default 0: audit logs stay on the nodes
   */
  readonly auditDays?: number;
  /**
   * ARN of a topic that alarms are sent to.
   * @default none: alarms are seen in the console only
   */
  readonly alarmTopicArn?: string;
  /**
   * Tags of everything, beside our own.
   * @default none
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Has every deploy bake the image that is missing, on a builder in the cluster's own network, where operators reach it.
   * @default none: an image with the stack's digest in its tag `quorate:image` is there before
   */
  readonly builder?: BuilderProps;
  /**
   * Whether operators may also come through an EC2 Instance Connect endpoint, with a permission in place of a network.
   * @default false
   */
  readonly instanceConnect?: boolean;
  /**
   * Services that machines reach beside KMS, STS, CloudWatch and S3, each by an endpoint of its own: for agents of yours in the image.
   * @default none: nothing of ours needs one
   */
  readonly furtherEndpoints?: readonly FurtherEndpoint[];
  /**
   * Another region that holds a replica of the seal key, so that a snapshot can be opened while this one is away. A key
   * that exists cannot be made one of several regions: choose before the first deploy.
   * @default none
   */
  readonly sealReplicaRegion?: string;
  /**
   * A bucket of another account that gets a copy of every snapshot, over which this account has no power.
   * @default none
   */
  readonly snapshotCopies?: SnapshotCopiesProps;
  /**
   * A second balancer that the internet reaches, from named networks only.
   * @default none
   */
  readonly publicBalancer?: PublicBalancerProps;
}
