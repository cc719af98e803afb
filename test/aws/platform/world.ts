import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateTagsCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  EC2Client,
  ModifyInstanceAttributeCommand,
  RegisterImageCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { execa } from 'execa';
import { bakeCache, DEBIAN_AMI, debianBase } from '../../../src/image/index.js';
import { nodeProgram } from '../../../src/image/machine/node-runtime.js';
import { FIGURES_DIMENSION, FIGURES_NAMESPACE } from '../../../src/schema/index.js';
import type { Lab, Outcome, RunOptions } from '../../e2e/support/lab.js';
import { until } from '../../engine/support/until.js';
import { emulator } from '../aws-server.js';
import { type JudgedAlarm, judgedAlarms, type OwnFigures } from './alarms.js';
import { whoAsked } from './asked.js';
import { Instances } from './instances.js';
import { CloudNetwork, FRONT, FRONT_PORT } from './network.js';

const EMULATOR_PORT = 5000;
const START_MS = 60_000;
export const ACCOUNT = '123456789012';

export interface WorldProps {
  readonly region: string;
  /** First subnet of the stack's network, as `10.20.0`. */
  readonly firstSubnet: string;
  /** Name of the balancer in the private zone of the stack. */
  readonly balancerName: string;
  readonly environment: string;
}

/**
 * What stands for an account of Amazon: an emulator for what its interfaces say, real machines behind the instances that
 * it tells of, a real balancer behind its target group, and the metadata service, names and network between them.
 */
export class World {
  readonly roots = new Map<string, string>();
  readonly #programs: { readonly kill: () => boolean; readonly ended: Promise<unknown> }[] = [];

  private constructor(
    readonly folder: string,
    readonly network: CloudNetwork,
    private readonly props: WorldProps,
  ) {}

  static async open(props: WorldProps): Promise<World> {
    const packages = await emulator();
    const { root: debian } = await debianBase(join(bakeCache(), 'bases'));
    // Deploys have no way out of the networks that they stand in: what a bake fetches is there before.
    await nodeProgram(join(bakeCache(), 'node'));
    const folder = await mkdtemp(join(tmpdir(), 'quorate-aws-'));
    const network = await CloudNetwork.open(props.firstSubnet, [props.balancerName]);
    const world = new World(folder, network, props);
    try {
      await world.#start(packages, debian);
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  instances: Instances | undefined;

  /** Variables with which programs of whoever deploys find this account. */
  get variables(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: FRONT,
      AWS_ACCESS_KEY_ID: 'tests',
      AWS_SECRET_ACCESS_KEY: 'of-no-use-elsewhere',
      AWS_REGION: this.props.region,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /** Runs a command of whoever deploys, where operators stand. */
  run(lab: Lab, file: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const variables = { ...this.variables, ...options.variables };
    return lab.run('ip', ['netns', 'exec', this.network.operators, file, ...args], { ...options, variables });
  }

  quorate(lab: Lab, args: readonly string[]): Promise<Outcome> {
    return this.run(lab, process.execPath, [join(lab.folder, 'bin/quorate.mjs'), ...args]);
  }

  /** A client of the account from this host, as operators have it. */
  get front(): EC2Client {
    return new EC2Client({ ...this.#client, endpoint: `http://${this.network.fromHost}:${FRONT_PORT}` });
  }

  /** Names of the machines that there are. */
  async machines(): Promise<readonly string[]> {
    return await readdir(join(this.folder, 'machines')).catch(() => []);
  }

  get ec2(): EC2Client {
    return new EC2Client(this.#client);
  }

  /** An image of the account whose machines have this root file system. */
  async addImage(digest: string, root: string): Promise<void> {
    this.roots.set(digest, root);
    const { ec2 } = this;
    const { ImageId } = await ec2.send(
      new RegisterImageCommand({
        Name: `quorate-${digest.slice(7, 19)}`,
        RootDeviceName: '/dev/xvda',
        Architecture: 'x86_64',
      }),
    );
    const Tags = [{ Key: 'quorate:image', Value: digest }];
    await ec2.send(new CreateTagsCommand({ Resources: [ImageId ?? ''], Tags }));
  }

  /** The bucket of Terraform's state, which is there before any stack. */
  async addStateBucket(Bucket: string): Promise<void> {
    const s3 = new S3Client({ ...this.#client, forcePathStyle: true });
    const CreateBucketConfiguration = { LocationConstraint: this.props.region as never };
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }

  /** Keys with which machines asked each service. */
  async asked() {
    return await whoAsked(this.folder);
  }

  /** Names of the figures that the nodes of an environment have published. */
  async figuresOf(environment: string): Promise<readonly string[]> {
    const watch = new CloudWatchClient(this.#client);
    const Dimensions = [{ Name: FIGURES_DIMENSION, Value: environment }];
    const { Metrics = [] } = await watch.send(new ListMetricsCommand({ Namespace: FIGURES_NAMESPACE, Dimensions }));
    return [...new Set(Metrics.flatMap(({ MetricName }) => MetricName ?? []))].sort();
  }

  /** Every alarm of an environment, by what was published, and by what the balancer found of its targets. */
  async alarmsOf(environment: string, healthyTargets: number, lasting = false): Promise<readonly JudgedAlarm[]> {
    const { LoadBalancers = [] } = await new ElasticLoadBalancingV2Client(this.#client).send(
      new DescribeLoadBalancersCommand({}),
    );
    const balancers = LoadBalancers.map(({ LoadBalancerArn = '' }) =>
      LoadBalancerArn.replace(/^.*:loadbalancer\//, ''),
    );
    const own: OwnFigures = ({ Namespace, MetricName, Dimensions }) => {
      if (Namespace !== 'AWS/NetworkELB' || MetricName !== 'HealthyHostCount') return undefined;
      const names = new Map(Dimensions?.map(({ Name, Value }) => [Name, Value]));
      // Amazon would publish nothing of a balancer that there is not.
      const isThere = balancers.includes(names.get('LoadBalancer') ?? '');
      return isThere && names.get('TargetGroup')?.startsWith('targetgroup/') ? healthyTargets : 0;
    };
    return await judgedAlarms(new CloudWatchClient(this.#client), environment, own, lasting);
  }

  /** How many lines of its audit log a machine has shipped. */
  async linesShipped(environment: string, machine: string): Promise<number> {
    const s3 = new S3Client({ ...this.#client, forcePathStyle: true });
    const Bucket = `quorate-${environment}-audit-${ACCOUNT}`;
    const keys = (await this.keysIn(environment, 'audit')).filter((key) => key.startsWith(`${machine}/`));
    const texts = await Promise.all(
      keys.map(async (Key) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        return (await Body?.transformToString()) ?? '';
      }),
    );
    return texts.join('').split('\n').length - 1;
  }

  /** Names of all that is in a bucket of an environment. */
  async keysIn(environment: string, bucket: 'snapshots' | 'audit'): Promise<readonly string[]> {
    const s3 = new S3Client({ ...this.#client, forcePathStyle: true });
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: `quorate-${environment}-${bucket}-${ACCOUNT}` }),
    );
    return Contents.flatMap(({ Key }) => Key ?? []);
  }

  /** Takes every version of every object out of an environment's buckets, as its operator does who wants to be rid of them. */
  async emptyBuckets(environment: string): Promise<void> {
    const s3 = new S3Client({ ...this.#client, forcePathStyle: true });
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    for (const { Name: Bucket = '' } of Buckets.filter(({ Name }) => Name?.startsWith(`quorate-${environment}-`))) {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
        await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    }
  }

  /** Instances of an environment as the account has them. */
  async instancesOf(environment: string) {
    const { ec2 } = this;
    const Filters = [{ Name: 'tag:quorate:environment', Values: [environment] }];
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
    return await Promise.all(
      Reservations.flatMap(({ Instances: some = [] }) => some).map(async ({ InstanceId = '', State }) => {
        const asked = { InstanceId, Attribute: 'disableApiTermination' } as const;
        const { DisableApiTermination } = await ec2.send(new DescribeInstanceAttributeCommand(asked));
        return { instance: InstanceId, state: State?.Name, isProtected: DisableApiTermination?.Value };
      }),
    );
  }

  /** Amazon loses these machines: nobody asked for it, and no protection helps. */
  async lose(instances: readonly string[]): Promise<void> {
    for (const InstanceId of instances) {
      await this.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: false } }));
    }
    await this.ec2.send(new TerminateInstancesCommand({ InstanceIds: [...instances] }));
  }

  async close(): Promise<void> {
    await this.instances?.stop();
    for (const program of this.#programs) program.kill();
    await Promise.all(this.#programs.map(({ ended }) => ended));
    await this.network.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  get #client() {
    const credentials = { accessKeyId: 'tests', secretAccessKey: 'of-no-use-elsewhere' };
    return { endpoint: `http://${this.network.fromHost}:${EMULATOR_PORT}`, region: this.props.region, credentials };
  }

  async #start(packages: string, debian: string): Promise<void> {
    const { region, environment } = this.props;
    const { endpoint: url } = this.#client;
    const log = (name: string) => ({ file: join(this.folder, `${name}.log`) });
    const begin = (name: string, args: readonly string[], env: Record<string, string>) => {
      const output = log(name);
      const inside = ['netns', 'exec', this.network.services, ...args];
      const program = execa('ip', inside, { env, stdout: output, stderr: output, reject: false });
      this.#programs.push({ kill: () => program.kill(), ended: program });
      return output.file;
    };
    begin('emulator', ['python3', '-m', 'moto.server', '-H', '0.0.0.0', '-p', String(EMULATOR_PORT)], {
      PYTHONPATH: packages,
    });
    await until(
      'the emulator answers',
      () =>
        fetch(url).then(
          () => true as const,
          (not: unknown) => ({ not }),
        ),
      START_MS,
    );

    const Debian = { Name: DEBIAN_AMI.name, RootDeviceName: '/dev/xvda', Architecture: 'x86_64' as const };
    await this.ec2.send(new RegisterImageCommand(Debian));

    const services = ['kms', 's3', 'sts', 'monitoring'].map((service) => `${service}.${region}.amazonaws.com`);
    const buckets = ['snapshots', 'audit'].map(
      (id) => `quorate-${environment}-${id}-${ACCOUNT}.s3.${region}.amazonaws.com`,
    );
    const names = [...services, ...buckets];
    const [certificate, key] = await this.#certificate(names);
    const order = {
      folder: this.folder,
      url,
      region,
      balancer: this.network.balancer,
      endpoint: this.network.endpoint,
      frontPort: FRONT_PORT,
      certificate,
      key,
    };
    const file = join(this.folder, 'services.json');
    await writeFile(file, JSON.stringify(order), { mode: 0o600 });
    const program = join(import.meta.dirname, 'services.ts');
    const said = begin('services', [process.execPath, '--import', 'tsx', program, file], this.variables);
    await until(
      'the services answer',
      async () => {
        const text = await readFile(said, 'utf8').catch(() => '');
        return text.includes('services answer') ? true : { not: text };
      },
      START_MS,
    );
    const { network, folder, roots } = this;
    this.instances = new Instances({
      folder,
      network,
      client: this.ec2,
      roots,
      debian,
      services: names,
      authority: certificate,
    });
    this.instances.start();
  }

  async #certificate(names: readonly string[]): Promise<[certificate: string, key: string]> {
    const [cert, key] = [join(this.folder, 'tls.crt'), join(this.folder, 'tls.key')];
    const subject = [
      '-subj',
      '/CN=what plays Amazon',
      '-addext',
      `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`,
    ];
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    await execa('openssl', [...made, ...subject, '-keyout', key, '-out', cert]);
    return [await readFile(cert, 'utf8'), await readFile(key, 'utf8')];
  }
}
