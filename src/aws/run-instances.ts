import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import type { LaunchOrder } from './ec2.js';
import { tagList } from './ec2-answers.js';

/** The call that starts one machine. */
export function runInstances(order: LaunchOrder): RunInstancesCommandInput {
  const tags = tagList(order.tags);
  const groups = [...order.securityGroupIds];
  return {
    ClientToken: order.clientToken,
    ImageId: order.imageId,
    InstanceType: order.instanceType as never,
    MinCount: 1,
    MaxCount: 1,
    UserData: Buffer.from(order.userData).toString('base64'),
    InstanceInitiatedShutdownBehavior: 'terminate',
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    BlockDeviceMappings: [
      {
        DeviceName: order.rootDevice,
        Ebs: { Encrypted: true, DeleteOnTermination: true, VolumeType: 'gp3', VolumeSize: order.rootSize },
      },
    ],
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        AssociatePublicIpAddress: order.publicAddress,
        ...(order.subnetId === undefined ? {} : { SubnetId: order.subnetId }),
        ...(groups.length === 0 ? {} : { Groups: groups }),
      },
    ],
    TagSpecifications: [
      { ResourceType: 'instance', Tags: tags },
      { ResourceType: 'volume', Tags: tags },
    ],
  };
}
