import {
  CreateLaunchTemplateCommand,
  CreateVpcCommand,
  EC2Client,
  paginateDescribeInstances,
  paginateDescribeInstanceTypeOfferings,
  paginateDescribeInstanceTypes,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Account, InstanceType, SubnetRoom, TriedCall } from './account.js';
import { awsCodeOf, awsFailure } from './aws-error.js';
import { type AwsPlace, clientSettings } from './client-settings.js';
import type { LaunchOrder } from './ec2.js';
import { told } from './ec2-answers.js';
import { runInstances } from './run-instances.js';

/** Before anything is made nobody waits long for an answer. */
const ATTEMPTS = 3;
/** What Amazon answers to a call that it would carry out, and shall not. */
const WOULD_WORK = 'DryRunOperation';

export class SdkAccount implements Account {
  readonly #ec2: EC2Client;
  readonly #kms: KMSClient;
  readonly #quotas: ServiceQuotasClient;

  constructor(private readonly place: AwsPlace) {
    const settings = { ...clientSettings(place), maxAttempts: ATTEMPTS };
    this.#ec2 = new EC2Client(settings);
    this.#kms = new KMSClient(settings);
    this.#quotas = new ServiceQuotasClient(settings);
  }

  async instanceTypes(names: readonly string[]): Promise<readonly InstanceType[]> {
    return await this.#call('look up types of instances', async () => {
      const found: InstanceType[] = [];
      const Filters = [{ Name: 'instance-type', Values: [...names] }];
      for await (const { InstanceTypes = [] } of paginateDescribeInstanceTypes({ client: this.#ec2 }, { Filters })) {
        for (const { InstanceType: name = '', VCpuInfo, ProcessorInfo } of InstanceTypes) {
          const isAmd64 = ProcessorInfo?.SupportedArchitectures?.includes('x86_64') ?? false;
          found.push({ name, vcpus: told('the processors of a type', VCpuInfo?.DefaultVCpus), isAmd64 });
        }
      }
      return found;
    });
  }

  async zonesOffering(instanceType: string): Promise<readonly string[]> {
    return await this.#call(`look up where ${instanceType} is offered`, async () => {
      const zones: string[] = [];
      const query = {
        LocationType: 'availability-zone' as const,
        Filters: [{ Name: 'instance-type', Values: [instanceType] }],
      };
      for await (const page of paginateDescribeInstanceTypeOfferings({ client: this.#ec2 }, query)) {
        zones.push(...(page.InstanceTypeOfferings ?? []).flatMap(({ Location }) => Location ?? []));
      }
      return zones;
    });
  }

  async runningTypes(): Promise<readonly string[]> {
    return await this.#call('count instances', async () => {
      const types: string[] = [];
      const Filters = [{ Name: 'instance-state-name', Values: ['pending', 'running'] }];
      for await (const { Reservations = [] } of paginateDescribeInstances({ client: this.#ec2 }, { Filters })) {
        const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
        // Those that Amazon may take back have quotas of their own.
        const counted = instances.filter(({ InstanceLifecycle }) => InstanceLifecycle !== 'spot');
        types.push(...counted.flatMap(({ InstanceType: type }) => type ?? []));
      }
      return types;
    });
  }

  async quota(ServiceCode: string, QuotaCode: string): Promise<number> {
    return await this.#call(`look up the quota ${QuotaCode}`, async () => {
      const { Quota } = await this.#quotas.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }));
      return told('the value of a quota', Quota?.Value);
    });
  }

  async subnets(ids: readonly string[]): Promise<readonly SubnetRoom[]> {
    return await this.#call('look into subnets', async () => {
      const found: SubnetRoom[] = [];
      const query = { SubnetIds: [...ids] };
      for await (const { Subnets = [] } of paginateDescribeSubnets({ client: this.#ec2 }, query)) {
        for (const { SubnetId: id = '', AvailableIpAddressCount: free = 0 } of Subnets) found.push({ id, free });
      }
      return found;
    });
  }

  async networks(): Promise<number> {
    return await this.#call('count networks', async () => {
      let count = 0;
      for await (const { Vpcs = [] } of paginateDescribeVpcs({ client: this.#ec2 }, {})) count += Vpcs.length;
      return count;
    });
  }

  async keyState(KeyId: string): Promise<string | null> {
    try {
      const { KeyMetadata } = await this.#kms.send(new DescribeKeyCommand({ KeyId }));
      return told('the state of a key', KeyMetadata?.KeyState);
    } catch (error) {
      if (awsCodeOf(error) === 'NotFoundException') return null;
      throw awsFailure(`look at the key ${KeyId}`, this.place.region, error);
    }
  }

  async tryLaunch(order: LaunchOrder): Promise<string | null> {
    return await answerTo(() => this.#ec2.send(new RunInstancesCommand({ ...runInstances(order), DryRun: true })));
  }

  async tryCall(call: TriedCall): Promise<string | null> {
    const trial = {
      CreateVpc: () => this.#ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/24', DryRun: true })),
      CreateLaunchTemplate: () => {
        const template = { LaunchTemplateName: 'quorate-preflight', LaunchTemplateData: { EbsOptimized: true } };
        return this.#ec2.send(new CreateLaunchTemplateCommand({ ...template, DryRun: true }));
      },
    };
    return await answerTo(trial[call]);
  }

  async #call<T>(action: string, call: () => Promise<T>): Promise<T> {
    return await call().catch((error: unknown) => {
      throw awsFailure(action, this.place.region, error);
    });
  }
}

/** A call of which nothing shall come is always answered with an error, whose code tells what would have come of it. */
async function answerTo(call: () => Promise<unknown>): Promise<string | null> {
  try {
    await call();
    return null;
  } catch (error) {
    const code = awsCodeOf(error);
    if (code === undefined) throw error;
    return code === WOULD_WORK ? null : code;
  }
}
