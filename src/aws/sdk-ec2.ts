import {
  CopyImageCommand,
  CreateImageCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  EC2Client,
  EnableImageDeprecationCommand,
  GetConsoleOutputCommand,
  ModifyInstanceAttributeCommand,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeSnapshots,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { awsCodeOf, awsFailure } from './aws-error.js';
import { type AwsPlace, clientSettings } from './client-settings.js';
import type { CopyOrder, Ec2, Ec2Image, Ec2Instance, LaunchOrder, Tags } from './ec2.js';
import { imageOf, instanceOf, tagFilters, tagList, told } from './ec2-answers.js';
import { runInstances } from './run-instances.js';

/** EC2 by Amazon's own library. */
export class SdkEc2 implements Ec2 {
  readonly region: string;
  readonly #client: EC2Client;

  constructor(place: AwsPlace) {
    this.region = place.region;
    this.#client = new EC2Client(clientSettings(place));
  }

  async instancesTagged(tags: Tags): Promise<Ec2Instance[]> {
    if (Object.keys(tags).length === 0) return [];
    return await this.#instances('find instances', tagFilters(tags));
  }

  async instance(id: string): Promise<Ec2Instance | undefined> {
    // As a filter: one that is not known yet is not found, where naming it would be an error.
    return (await this.#instances(`find ${id}`, [{ Name: 'instance-id', Values: [id] }]))[0];
  }

  async consoleOutput(id: string): Promise<string> {
    return await this.#call(`read the console of ${id}`, async (client) => {
      const { Output } = await client.send(new GetConsoleOutputCommand({ InstanceId: id, Latest: true }));
      return Buffer.from(Output ?? '', 'base64').toString('utf8');
    });
  }

  async setTerminationProtection(id: string, on: boolean): Promise<void> {
    const change = { InstanceId: id, DisableApiTermination: { Value: on } };
    await this.#call(`change the protection of ${id}`, (client) =>
      client.send(new ModifyInstanceAttributeCommand(change)),
    );
  }

  async launch(order: LaunchOrder): Promise<Ec2Instance> {
    return await this.#call('start an instance', async (client) => {
      const { Instances = [] } = await client.send(new RunInstancesCommand(runInstances(order)));
      return instanceOf(told('the instance', Instances[0]));
    });
  }

  async stop(id: string): Promise<void> {
    await this.#call(`stop ${id}`, (client) => client.send(new StopInstancesCommand({ InstanceIds: [id] })));
  }

  async terminate(id: string): Promise<void> {
    await this.#unlessGone(`terminate ${id}`, 'InvalidInstanceID.NotFound', (client) =>
      client.send(new TerminateInstancesCommand({ InstanceIds: [id] })),
    );
  }

  async tagResources(ids: readonly string[], tags: Tags): Promise<void> {
    await this.#call(`tag ${ids.join(', ')}`, (client) =>
      client.send(new CreateTagsCommand({ Resources: [...ids], Tags: tagList(tags) })),
    );
  }

  async imagesTagged(tags: Tags): Promise<Ec2Image[]> {
    return await this.#images('find images', { Owners: ['self'], Filters: tagFilters(tags) });
  }

  async imageNamed(name: string, owner: string): Promise<Ec2Image | undefined> {
    const filter = { Owners: [owner], Filters: [{ Name: 'name', Values: [name] }] };
    return (await this.#images(`find the image ${name} of ${owner}`, filter))[0];
  }

  async createImage(instanceId: string, name: string, tags: Tags): Promise<string> {
    const types = ['image', 'snapshot'] as const;
    const create = {
      InstanceId: instanceId,
      Name: name,
      TagSpecifications: types.map((ResourceType) => ({ ResourceType, Tags: tagList(tags) })),
    };
    return await this.#call(`make an image of ${instanceId}`, async (client) =>
      told("the image's id", (await client.send(new CreateImageCommand(create))).ImageId),
    );
  }

  async copyImage({ clientToken, name, sourceImageId, sourceRegion, tags }: CopyOrder): Promise<string> {
    const types = ['image', 'snapshot'] as const;
    const copy = {
      ClientToken: clientToken,
      Name: name,
      SourceImageId: sourceImageId,
      SourceRegion: sourceRegion,
      Encrypted: true,
      TagSpecifications: types.map((ResourceType) => ({ ResourceType, Tags: tagList(tags) })),
    };
    return await this.#call(`copy ${sourceImageId}`, async (client) =>
      told("the copy's id", (await client.send(new CopyImageCommand(copy))).ImageId),
    );
  }

  async deprecateImage(id: string, at: Date): Promise<void> {
    await this.#call(`deprecate ${id}`, (client) =>
      client.send(new EnableImageDeprecationCommand({ ImageId: id, DeprecateAt: at })),
    );
  }

  async removeImage({ id, snapshotIds }: Ec2Image): Promise<void> {
    await this.#unlessGone(`remove ${id}`, 'InvalidAMIID', (client) =>
      client.send(new DeregisterImageCommand({ ImageId: id })),
    );
    for (const snapshot of snapshotIds) await this.deleteSnapshot(snapshot);
  }

  async snapshotsTagged(tags: Tags): Promise<string[]> {
    return await this.#call('find snapshots', async (client) => {
      const found: string[] = [];
      const query = { OwnerIds: ['self'], Filters: tagFilters(tags) };
      for await (const { Snapshots = [] } of paginateDescribeSnapshots({ client }, query)) {
        found.push(...Snapshots.flatMap(({ SnapshotId }) => SnapshotId ?? []));
      }
      return found;
    });
  }

  async deleteSnapshot(id: string): Promise<void> {
    await this.#unlessGone(`delete ${id}`, 'InvalidSnapshot', (client) =>
      client.send(new DeleteSnapshotCommand({ SnapshotId: id })),
    );
  }

  async #instances(action: string, Filters: { Name: string; Values: string[] }[]): Promise<Ec2Instance[]> {
    return await this.#call(action, async (client) => {
      const found: Ec2Instance[] = [];
      for await (const { Reservations = [] } of paginateDescribeInstances({ client }, { Filters })) {
        found.push(...Reservations.flatMap(({ Instances = [] }) => Instances.map(instanceOf)));
      }
      return found;
    });
  }

  async #images(action: string, query: { Owners: string[]; Filters: { Name: string; Values: string[] }[] }) {
    return await this.#call(action, async (client) => {
      const found: Ec2Image[] = [];
      const all = { ...query, IncludeDeprecated: true };
      for await (const { Images = [] } of paginateDescribeImages({ client }, all)) found.push(...Images.map(imageOf));
      return found;
    });
  }

  /** What somebody else took away meanwhile is as gone as it should be. */
  async #unlessGone(action: string, code: string, call: (client: EC2Client) => Promise<unknown>): Promise<void> {
    await this.#call(action, call).catch((error: unknown) => {
      if (!awsCodeOf(error)?.startsWith(code)) throw error;
    });
  }

  async #call<T>(action: string, call: (client: EC2Client) => Promise<T>): Promise<T> {
    return await call(this.#client).catch((error: unknown) => {
      throw awsFailure(action, this.region, error);
    });
  }
}
