import type { TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { QuorateAttachment, type QuorateLoadBalancer, QuorateMachine, QuorateMember } from '../l1/index.js';
import { pinned } from '../pinned.js';

/** What the machines of a cluster have in common. */
export interface LocalMachinesProps {
  readonly environment: string;
  readonly clusterName: string;
  /** Zone by slot. */
  readonly zones: Readonly<Record<string, string>>;
  readonly image: string;
  readonly engineVersion: string;
  readonly balancer: QuorateLoadBalancer;
  readonly dependsOn: TerraformResource[];
  readonly limits: { readonly memory: number; readonly cpus: number } | undefined;
}

/** A new machine, with all that goes with it, stands beside the old one before anything of the old is touched. */
const REPLACED = { lifecycle: { createBeforeDestroy: true } };

/** One machine, one enrolment and one attachment a slot, each a block with `for_each`. */
export class LocalMachines {
  readonly attachments: QuorateAttachment;
  /** Terraform expression of the members by slot, as the convergence wants them. */
  readonly members: string;

  constructor(scope: Construct, props: LocalMachinesProps) {
    const { environment, image, balancer } = props;
    const machines = new QuorateMachine(scope, 'machines', {
      environment,
      role: 'member',
      slot: '${each.key}',
      zone: '${each.value}',
      image,
      ...(props.limits && { limits: props.limits }),
      dependsOn: props.dependsOn,
      ...REPLACED,
    });
    pinned(machines, 'machines').addOverride('for_each', props.zones);
    const each = `${machines.terraformResourceType}.machines`;
    const own = (attribute: string) => `\${${each}[each.key].${attribute}}`;

    const members = new QuorateMember(scope, 'members', {
      environment,
      machineId: own('id'),
      address: own('address'),
      slot: own('slot'),
      zone: own('zone'),
      image: own('image'),
      engineVersion: props.engineVersion,
      clusterName: props.clusterName,
      balancerAddress: balancer.address,
      ...REPLACED,
    });
    pinned(members, 'members').addOverride('for_each', `\${${each}}`);
    this.members = membersExpression(members);

    this.attachments = new QuorateAttachment(scope, 'attachments', {
      environment,
      loadBalancerId: balancer.id,
      machineId: own('id'),
      address: own('address'),
      ...REPLACED,
    });
    pinned(this.attachments, 'attachments').addOverride('for_each', `\${${each}}`);
  }
}

function membersExpression(members: QuorateMember): string {
  const same = ['machine_id', 'address', 'slot', 'zone', 'image'].map((name) => `${name} = m.${name}`).join(', ');
  return `\${{ for slot, m in ${members.terraformResourceType}.members : slot => { ${same}, version = m.engine_version } }}`;
}
