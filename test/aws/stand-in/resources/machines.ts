import * as ec2 from '@aws-sdk/client-ec2';
import { type AllPlayed, pascal, sent, tagsOf, text, truth, type Values } from '../resource.js';

const client = new ec2.EC2Client({});
const ENDED_MS = 120_000;
const POLL_MS = 200;

async function instanceOf(id: string): Promise<ec2.Instance | undefined> {
  const Filters = [{ Name: 'instance-id', Values: [id] }];
  const { Reservations } = await client.send(new ec2.DescribeInstancesCommand({ Filters }));
  return Reservations?.[0]?.Instances?.[0];
}

function template({
  block_device_mappings: disks,
  metadata_options,
  monitoring,
  iam_instance_profile,
  ...planned
}: Values) {
  const mappings = (disks as Values[]).map(({ device_name, ebs }) => {
    const { encrypted, delete_on_termination, ...rest } = ebs as Values;
    const Ebs = {
      ...(pascal(rest) as object),
      Encrypted: truth(encrypted),
      DeleteOnTermination: truth(delete_on_termination),
    };
    return { DeviceName: String(device_name), Ebs };
  });
  return {
    InstanceType: text(planned, 'instance_type') as never,
    SecurityGroupIds: planned['vpc_security_group_ids'] as string[],
    IamInstanceProfile: { Name: text(iam_instance_profile as Values, 'name') },
    MetadataOptions: pascal(metadata_options),
    Monitoring: pascal(monitoring),
    BlockDeviceMappings: mappings,
  };
}

export const machines: AllPlayed = {
  aws_launch_template: {
    create: async (planned) => {
      const LaunchTemplateName = `${text(planned, 'name_prefix')}${Date.now()}`;
      const LaunchTemplateData = template(planned);
      const command = new ec2.CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData });
      return { id: sent((await client.send(command)).LaunchTemplate?.LaunchTemplateId), latest_version: '1' };
    },
    replaces: ['name_prefix'],
    update: async ({ id }, planned) => {
      const LaunchTemplateData = template(planned);
      const command = new ec2.CreateLaunchTemplateVersionCommand({ LaunchTemplateId: String(id), LaunchTemplateData });
      const { LaunchTemplateVersion } = await client.send(command);
      return { latest_version: String(LaunchTemplateVersion?.VersionNumber) };
    },
    delete: ({ id }) => client.send(new ec2.DeleteLaunchTemplateCommand({ LaunchTemplateId: String(id) })),
  },
  aws_instance: {
    create: async (planned) => {
      const { id: LaunchTemplateId, version: Version } = planned['launch_template'] as Record<string, string>;
      const run = new ec2.RunInstancesCommand({
        MinCount: 1,
        MaxCount: 1,
        ImageId: text(planned, 'ami'),
        LaunchTemplate: { LaunchTemplateId, Version },
        SubnetId: text(planned, 'subnet_id'),
        UserData: Buffer.from(text(planned, 'user_data')).toString('base64'),
        DisableApiTermination: truth(planned['disable_api_termination']),
        TagSpecifications: [{ ResourceType: 'instance', Tags: tagsOf(planned) }],
      });
      const { Instances } = await client.send(run);
      const { InstanceId: id, PrivateIpAddress, Placement } = sent(Instances?.[0]);
      return { id, private_ip: PrivateIpAddress, availability_zone: Placement?.AvailabilityZone };
    },
    replaces: ['ami', 'subnet_id', 'user_data', 'launch_template'],
    update: async ({ id }, planned) => {
      await client.send(new ec2.CreateTagsCommand({ Resources: [String(id)], Tags: tagsOf(planned) }));
      return {};
    },
    read: async (state) => {
      const name = (await instanceOf(String(state['id'])))?.State?.Name;
      return name === undefined || name === 'terminated' || name === 'shutting-down' ? null : state;
    },
    // Protection stands: since 6.9 Amazon's provider lifts it no more unless `force_destroy` was applied before.
    delete: async ({ id }) => {
      await client.send(new ec2.TerminateInstancesCommand({ InstanceIds: [String(id)] }));
      const deadline = Date.now() + ENDED_MS;
      while ((await instanceOf(String(id)))?.State?.Name !== 'terminated') {
        if (Date.now() > deadline) throw new Error(`${id} does not end`);
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
  },
};
