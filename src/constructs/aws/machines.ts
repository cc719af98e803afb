import { DataAwsAmi } from '@cdktf/provider-aws/lib/data-aws-ami/index.js';
import { Instance } from '@cdktf/provider-aws/lib/instance/index.js';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template/index.js';
import { DataResource, type TerraformResource, Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { IdentitySeed } from '../../schema/index.js';
import { QuorateMember } from '../l1/index.js';
import { pinned } from '../pinned.js';

/** Digits of an instance's id that make a machine's id of its slot. */
const OWN_DIGITS = 8;
/** Where Debian's images have their root. */
const ROOT_DEVICE = '/dev/xvda';

/** A new machine, with all that goes with it, stands beside the old one before anything of the old is touched. */
export const REPLACED = { lifecycle: { createBeforeDestroy: true } };

/** Root volume of a machine; the data is on it. */
export interface VolumeProps {
  /**
   * GiB, 8 to 16384.
   * @default 50
   */
  readonly size?: number;
  /**
   * Operations a second that are always there, 3000 to 16000: every write waits for the disks of a majority.
   * @default 3000
   */
  readonly iops?: number;
  /**
   * MiB a second, 125 to 1000.
   * @default 125
   */
  readonly throughput?: number;
}

export interface MachinesProps {
  readonly environment: string;
  readonly clusterName: string;
  /** Index of the subnet by slot. */
  readonly places: Readonly<Record<string, number>>;
  readonly subnetIds: readonly string[];
  readonly image: string;
  /** Id of the image on EC2; undefined: it is looked up by the tag that holds its digest. */
  readonly ami: string | undefined;
  readonly engineVersion: string;
  readonly instanceType: string;
  readonly volume: VolumeProps;
  readonly securityGroupId: string;
  readonly profileName: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly balancerAddress: string;
  /** What an instance is told at its birth. */
  readonly userData: string;
  /** What of it makes a new machine when it changes; the rest changes on machines that run. */
  readonly birth: IdentitySeed;
  /** What a machine needs from its first moment on. */
  readonly dependsOn: TerraformResource[];
}

/**
 * One instance a slot, a block with `for_each`, spread over the zones, and its enrolment.
 *
 * What would stop or change a running instance in place is in the launch template or replaces it, so that a voter never
 * stops before its successor is one. Termination protection is on from birth. The operators' key is the one thing that an
 * instance is told and that may change while it runs: later ones are born with the new key.
 */
export class AwsMachines {
  readonly instances: Instance;
  /** Terraform expression of the members by slot, as the convergence wants them. */
  readonly members: string;

  constructor(scope: Construct, props: MachinesProps) {
    const { environment, image, tags } = props;
    const ami = props.ami ?? lookedUp(scope, image);
    const template = pinned(launchTemplate(scope, props), 'machines');
    const birth = pinned(new DataResource(scope, 'birth', { input: props.birth }), 'birth');
    const instances = new Instance(scope, 'machines', {
      ami,
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      subnetId: '${each.value}',
      userData: props.userData,
      userDataReplaceOnChange: true,
      disableApiTermination: true,
      dependsOn: props.dependsOn,
      tags: { ...tags, Name: `${environment}-\${each.key}`, 'quorate:slot': '${each.key}', 'quorate:image': image },
      lifecycle: {
        createBeforeDestroy: true,
        ignoreChanges: ['user_data'],
        replaceTriggeredBy: [`${birth.terraformResourceType}.${birth.friendlyUniqueId}`],
      },
    });
    this.instances = pinned(instances, 'machines');
    const subnets = Object.entries(props.places).map(([slot, index]) => [slot, props.subnetIds[index] ?? '']);
    instances.addOverride('for_each', Object.fromEntries(subnets));

    const members = new QuorateMember(scope, 'members', {
      environment,
      machineId: `\${each.key}-\${substr(each.value.id, -${OWN_DIGITS}, ${OWN_DIGITS})}`,
      address: '${each.value.private_ip}',
      slot: '${each.key}',
      zone: '${each.value.availability_zone}',
      image,
      engineVersion: props.engineVersion,
      clusterName: props.clusterName,
      balancerAddress: props.balancerAddress,
      ...REPLACED,
    });
    pinned(members, 'members').addOverride('for_each', '${aws_instance.machines}');
    this.members = membersExpression(members);
  }
}

function lookedUp(scope: Construct, image: string): string {
  const ami = new DataAwsAmi(scope, 'ami', {
    owners: ['self'],
    mostRecent: true,
    filter: [
      { name: 'tag:quorate:image', values: [image] },
      { name: 'state', values: ['available'] },
    ],
  });
  return pinned(ami, 'image').id;
}

function launchTemplate(scope: Construct, props: MachinesProps): LaunchTemplate {
  const { size = 50, iops = 3000, throughput = 125 } = props.volume;
  return new LaunchTemplate(scope, 'template', {
    namePrefix: `quorate-${props.environment}-`,
    instanceType: props.instanceType,
    iamInstanceProfile: { name: props.profileName },
    vpcSecurityGroupIds: [props.securityGroupId],
    // One hop: what runs on the machine may ask, what is behind it may not.
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
    monitoring: { enabled: true },
    blockDeviceMappings: [
      {
        deviceName: ROOT_DEVICE,
        ebs: {
          encrypted: 'true',
          deleteOnTermination: 'true',
          volumeType: 'gp3',
          volumeSize: size,
          iops,
          throughput,
        },
      },
    ],
    tagSpecifications: [{ resourceType: 'volume', tags: { ...props.tags } }],
  });
}

function membersExpression(members: QuorateMember): string {
  const same = ['machine_id', 'address', 'slot', 'zone', 'image'].map((name) => `${name} = m.${name}`).join(', ');
  return `\${{ for slot, m in ${members.terraformResourceType}.members : slot => { ${same}, version = m.engine_version } }}`;
}
