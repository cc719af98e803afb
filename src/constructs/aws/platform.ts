import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity/index.js';
import type { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { Aspects } from 'cdktf';
import type { Construct } from 'constructs';
import { Audit } from '../audit.js';
import type { Custody } from '../custody.js';
import { QuorateOperator, QuoratePreflight } from '../l1/index.js';
import type { SnapshotStorage } from '../object-storage.js';
import { pinned } from '../pinned.js';
import type { Placement, PlacementRequest, Platform } from '../platform.js';
import type { Snapshots } from '../snapshots.js';
import { Access } from './access.js';
import { alarms } from './alarms.js';
import { bakedImage } from './baked-image.js';
import { Balancer } from './balancer.js';
import { protectedBucket } from './bucket.js';
import { copyToAccount } from './copies.js';
import { endpoints } from './endpoints.js';
import { instanceConnect } from './instance-connect.js';
import { protectedKey, replicaOf } from './key.js';
import { AwsMachines } from './machines.js';
import { ownNetwork } from './network.js';
import { NodeRole } from './node-role.js';
import type { AwsPlatformProps } from './platform-props.js';
import { privateName } from './private-name.js';
import { Tagged } from './tagged.js';
import { userData } from './user-data.js';

const ROLE = /^[\w+=,.@-]{1,64}$/;
const DAY_HOURS = 24;
const WEEK_DAYS = 7;

/** One region of AWS as a platform: machines are instances, the balancer an NLB, the seal a key of KMS. */
export class AwsPlatform implements Platform {
  readonly imageForm: Platform['imageForm'];
  readonly zones: readonly string[];

  constructor(private readonly props: AwsPlatformProps) {
    const { region, operators, breakGlassRole, clients = [], vpc, publicBalancer, sealReplicaRegion } = props;
    this.imageForm = props.builder === undefined ? 'machine' : 'ami';
    this.zones = props.zones ?? ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
    if (this.zones.length === 0) throw new Error('A platform has 1 or more zones, received none');
    if (vpc && vpc.subnetIds.length !== this.zones.length) {
      throw new Error(
        `A given vpc has one subnet a zone, expected ${this.zones.length}, received ${vpc.subnetIds.length}`,
      );
    }
    if (operators.length === 0) throw new Error('Somebody has to reach the machines: operators is empty');
    for (const cidr of [...operators, ...clients, ...(publicBalancer?.allow ?? [])]) refuseTheWorld(cidr);
    if (publicBalancer && (!vpc || publicBalancer.allow.length === 0)) {
      throw new Error(
        'A public balancer needs a vpc of yours with public subnets, and networks in allow: the own one has no gateway',
      );
    }
    if (sealReplicaRegion === region) throw new Error(`A replica is in another region than ${region}`);
    if (!ROLE.test(breakGlassRole))
      throw new Error(`breakGlassRole is the name of a role, received '${breakGlassRole}'`);
  }

  custodyOf(asked: Custody | undefined): Custody {
    if (asked?.type === 'pgp') return asked;
    throw new Error(
      'On AWS people hold the shares: expected custody: Custody.pgp({ recipients, threshold }), received ' +
        (asked === undefined ? 'none' : 'Custody.lab(), whose key lies beside the state'),
    );
  }

  place(scope: Construct, request: PlacementRequest): Placement {
    const { environment, clusterName, slots, image } = request;
    const { region, breakGlassRole, operators, instanceType = 'm6i.large', volume = {} } = this.props;
    const tags = { ...this.props.tags, 'quorate:environment': environment };
    Aspects.of(scope).add(new Tagged(tags));
    new AwsProvider(scope, 'aws', { region });
    const account = pinned(new DataAwsCallerIdentity(scope, 'account'), 'current').accountId;

    const network = this.props.vpc ?? ownNetwork(scope, this.props.cidr ?? '10.20.0.0/20', this.zones);
    const clients = this.props.clients ?? [network.cidr];
    const access = new Access(scope, network.vpcId);
    access.admitOperators(operators);
    access.admitClients(clients);
    const { services, s3 } = endpoints(scope, {
      region,
      network,
      securityGroupId: access.endpoints.id,
      further: this.props.furtherEndpoints ?? [],
    });
    access.reachStorage(s3.prefixListId);
    const way = this.props.instanceConnect ? instanceConnect(scope, network, access.members) : undefined;

    const node = new NodeRole(scope);
    const isProtected = request.deletionProtection;
    const keys = { account, breakGlassRole, environment, isProtected };
    const seal = this.#seal(scope, request, node, keys);
    const stores = this.#stores(scope, request, node, keys);

    const { vpcId, subnetIds } = network;
    const balancer = new Balancer(scope, { vpcId, subnetIds, securityGroupId: access.balancer.id, isProtected });
    const address = this.props.dnsName ?? `${clusterName}.${environment}.quorate.internal`;
    privateName(scope, address, vpcId, balancer.balancer);

    const operator = pinned(
      new QuorateOperator(scope, 'operator', {
        environment,
        site: { type: 'ec2', region, ...(way && { instanceConnect: { id: way.id, dnsName: way.dnsName } }) },
      }),
      'operator',
    );
    const seed = {
      environment,
      role: 'member',
      image: image.digest,
      account: { region, engine_role: node.engine.arn },
    } as const;
    const networks = {
      // Whoever comes through the endpoint comes from its subnet.
      operators: [...operators, ...(way ? network.subnetCidrs.slice(0, 1) : [])],
      members: [...network.subnetCidrs],
      // Health checks come from the balancer's own addresses, clients from theirs.
      balancers: [...new Set([...network.subnetCidrs, ...clients])],
    };
    const builderHome = { region, subnetIds, securityGroupId: access.members.id, instanceType };
    const preflight = pinned(
      new QuoratePreflight(scope, 'preflight', {
        environment,
        region,
        instanceType,
        image: image.digest,
        slots: [...slots],
        zones: [...this.zones],
        subnetIds: [...subnetIds],
        ownNetwork: this.props.vpc === undefined,
        // Each endpoint has an address in every subnet, and so has the balancer.
        interfaces: services.length + 1,
        sealKey: seal.keyId,
      }),
      'preflight',
    );
    const machines = new AwsMachines(scope, {
      environment,
      clusterName,
      places: Object.fromEntries(slots.map((slot, index) => [slot, index % this.zones.length])),
      subnetIds,
      image: image.digest,
      ami: this.props.builder && bakedImage(scope, image, this.props.builder, builderHome),
      engineVersion: request.engineVersion,
      instanceType,
      volume,
      securityGroupId: access.members.id,
      profileName: node.profile.name,
      tags,
      balancerAddress: address,
      dependsOn: [preflight, ...services, ...node.permissions],
      userData: userData({ ...seed, slot: '${each.key}', access: { ...networks, operator_key: operator.publicKey } }),
      birth: { ...seed, slot: '', access: { ...networks, operator_key: '' } },
    });
    const attachments = [balancer.attach()];
    if (this.props.publicBalancer) {
      const { subnetIds: publicSubnets, allow } = this.props.publicBalancer;
      const facade = access.publicBalancer(allow);
      const open = { vpcId, subnetIds: publicSubnets, securityGroupId: facade.id, isProtected, isPublic: true };
      attachments.push(new Balancer(scope, open).attach());
    }
    alarms(scope, {
      environment,
      nodes: slots.length,
      balancer,
      keyArns: seal.keyArns,
      snapshotSeconds: request.snapshots?.period,
      topicArn: this.props.alarmTopicArn,
    });
    return { address, members: machines.members, seal: seal.stanza, ...stores, dependsOn: attachments };
  }

  #seal(scope: Construct, { seal }: PlacementRequest, node: NodeRole, { environment, ...owner }: Keys) {
    const { region } = this.props;
    if (seal?.type === 'transit')
      throw new Error("Seal.transit() is the local platform's own; on AWS leave the seal out");
    if (seal?.former !== undefined) {
      throw new Error(
        `On AWS a cluster cannot be moved to another seal yet, received ${seal.type} after ${seal.former.type}`,
      );
    }
    if (seal !== undefined) {
      const isHere = seal.type === 'awskms' && seal.options['region'] === region && !seal.options['endpoint'];
      const keyId = isHere ? seal.options['kms_key_id'] : undefined;
      return { stanza: { type: seal.type, options: seal.options }, keyArns: [], keyId };
    }
    const alias = `quorate-${environment}-seal`;
    const key = protectedKey(scope, 'seal', {
      alias,
      description: 'Unseals the cluster. Whoever destroys it destroys the cluster and all of its snapshots.',
      ...owner,
      isMultiRegion: this.props.sealReplicaRegion !== undefined,
      users: [
        {
          Sid: 'NodesUnseal',
          Effect: 'Allow',
          Principal: { AWS: node.engine.arn },
          Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'],
          Resource: '*',
        },
      ],
    });
    node.mayUnseal(key.arn);
    if (this.props.sealReplicaRegion) replicaOf(scope, 'seal', key, this.props.sealReplicaRegion, owner.isProtected);
    const stanza = { type: 'awskms', region, kmsKeyId: key.arn } as const;
    return { stanza, keyArns: [key.arn], keyId: `alias/${alias}` };
  }

  /** Buckets of the environment's own, unless the stack names others: for copies of snapshots, and for audit logs. */
  #stores(scope: Construct, { snapshots, environment }: PlacementRequest, node: NodeRole, keys: Keys) {
    const { region, auditDays = 0 } = this.props;
    const ownSnapshots = snapshots?.storage === null;
    if (!ownSnapshots && auditDays === 0) return { storage: snapshots?.storage ?? null };
    const { environment: _, ...owner } = keys;
    const key = protectedKey(scope, 'stores', {
      alias: `quorate-${environment}-stores`,
      description: 'Encrypts what is kept of the cluster: copies of its snapshots, audit logs.',
      ...owner,
      users: [],
    });
    const own = (id: string, expireAfterDays: number, lockDays: number) =>
      protectedBucket(scope, id, {
        name: `quorate-${environment}-${id}-${owner.account}`,
        isProtected: owner.isProtected,
        keyArn: key.arn,
        expireAfterDays,
        lockDays,
      });
    const storage = ownSnapshots
      ? this.#snapshotBucket(snapshots, own, key, scope, node)
      : (snapshots?.storage ?? null);
    if (auditDays === 0) return { storage };
    const bucket = own('audit', auditDays, 0);
    node.mayShipAudit(bucket.arn, key.arn);
    return { storage, audit: Audit.toBucket({ bucket: bucket.bucket, region }) };
  }

  #snapshotBucket(
    { retention: { hourly, daily, weekly } }: Snapshots,
    own: (id: string, days: number, lockDays: number) => S3Bucket,
    key: KmsKey,
    scope: Construct,
    node: NodeRole,
  ): SnapshotStorage {
    // A bucket knows ages and no calendar: all are kept as long as the one that is kept longest.
    const days = Math.max(Math.ceil(hourly / DAY_HOURS), daily, weekly * WEEK_DAYS);
    const bucket = own('snapshots', days, this.props.snapshotLockDays ?? 0);
    node.mayKeepSnapshots(bucket.arn, key.arn);
    if (this.props.snapshotCopies) copyToAccount(scope, bucket, key, this.props.snapshotCopies);
    return {
      bucket: bucket.bucket,
      region: this.props.region,
      prefix: '',
      endpoint: null,
      kmsKeyId: key.arn,
      credentialsFile: null,
      thinnedBy: 'storage',
    };
  }
}

interface Keys {
  readonly isProtected: boolean;
  readonly account: string;
  readonly breakGlassRole: string;
  readonly environment: string;
}

function refuseTheWorld(cidr: string): void {
  const length = /^[\d.]+\/(\d{1,2})$/.exec(cidr)?.[1];
  if (length !== undefined && Number(length) >= 8) return;
  throw new Error(`A network that may connect is written like 10.1.0.0/16, /8 at the widest, received '${cidr}'`);
}
