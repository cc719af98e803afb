import { DEBIAN_AMI, findOnEc2 } from '../../image/index.js';
import type { AccountCheck, AccountFinding, Sight } from './finding.js';

const DENIED = ['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException'];
/** What Amazon says when it has none, when there are too many, or when the zone cannot have this type. */
const NO_ROOM = /^(Insufficient\w+|VcpuLimitExceeded|InstanceLimitExceeded|Unsupported|MaxSpotInstanceCountExceeded)$/;

/** Whether the type of the machines is offered in every zone that gets one. */
export const checkOffers: AccountCheck = async ({ order, account, missing }) => {
  if (missing.length === 0) return [];
  const { instance_type: instanceType, region } = order;
  const [offered, [type]] = [await account.zonesOffering(instanceType), await account.instanceTypes([instanceType])];
  if (type !== undefined && !type.isAmd64) {
    const cure = 'Name a type of Intel or AMD in the stack: engines and images are amd64.';
    return [{ severity: 'error', code: 'QRT-NO-CAPACITY', message: `${instanceType} is no amd64 machine`, cure }];
  }
  return wantedZones(order, missing)
    .filter((zone) => !offered.includes(zone))
    .map((zone) => ({
      severity: 'error',
      code: 'QRT-NO-CAPACITY',
      message: `${instanceType} is not offered in ${zone}; in ${region} it is in ${offered.join(', ') || 'no zone'}`,
      cure: 'Name another `instanceType`, or other `zones`, in the stack.',
    }));
};

/** What Amazon answers to a machine in every zone that is not started: permissions, and room as far as it tells. */
export const checkLaunches: AccountCheck = async ({ order, account, ec2, missing }) => {
  if (missing.length === 0) return [];
  const imageId = (await findOnEc2(ec2, order.image)) ?? (await ec2.imageNamed(DEBIAN_AMI.name, DEBIAN_AMI.owner))?.id;
  if (imageId === undefined) return [];
  const findings = await Promise.all(
    wantedZones(order, missing).map(async (zone) => {
      const subnetId = order.subnet_ids?.[order.zones.indexOf(zone)];
      const code = await account.tryLaunch({
        clientToken: `preflight-${zone}-${Date.now()}`,
        imageId,
        instanceType: order.instance_type,
        rootDevice: '/dev/xvda',
        rootSize: 20,
        subnetId,
        securityGroupIds: [],
        publicAddress: false,
        userData: '{}',
        tags: { 'quorate:environment': order.environment, 'quorate:slot': 'preflight' },
      });
      // Where there is no subnet yet, the account may have no network in which a machine could be tried.
      if (code === null || (subnetId === undefined && !DENIED.includes(code) && !NO_ROOM.test(code))) return null;
      return refused(`a machine in ${zone}`, 'ec2:RunInstances', code);
    }),
  );
  // Without the permission it is refused in every zone alike.
  const told = findings.flatMap((finding) => finding ?? []);
  return told.filter(({ code }, index) => code !== 'QRT-PERMISSION' || index === 0);
};

/** Further permissions of which EC2 tells without doing anything. */
export const checkPermissions: AccountCheck = async ({ order, account, isFirst }) => {
  if (!isFirst) return [];
  const calls = order.own_network
    ? (['CreateVpc', 'CreateLaunchTemplate'] as const)
    : (['CreateLaunchTemplate'] as const);
  const answers = await Promise.all(calls.map(async (call) => ({ call, code: await account.tryCall(call) })));
  return answers.flatMap(({ call, code }) =>
    code !== null && DENIED.includes(code) ? [refused(call, `ec2:${call}`, code)] : [],
  );
};

function wantedZones({ slots, zones }: Sight['order'], missing: readonly string[]): readonly string[] {
  return zones.filter((_, index) => missing.some((slot) => slots.indexOf(slot) % zones.length === index));
}

function refused(what: string, permission: string, code: string): AccountFinding {
  if (DENIED.includes(code)) {
    return {
      severity: 'error',
      code: 'QRT-PERMISSION',
      message: `who deploys may not do ${permission} (${code})`,
      cure: 'Give the deploying identity the permissions that docs/aws.md lists.',
    };
  }
  const severity = NO_ROOM.test(code) ? 'error' : 'warning';
  const message = `Amazon would refuse ${what}: ${code}`;
  const cure = 'Name another `instanceType` or other `zones` in the stack, or try later: nothing was made.';
  return { severity, code: 'QRT-NO-CAPACITY', message, cure };
}
