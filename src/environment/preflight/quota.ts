import type { AccountCheck, AccountFinding } from './finding.js';

/** Quotas of EC2 for running machines by the first letters of their types, in virtual processors. */
const SPECIAL: Readonly<Record<string, string>> = {
  dl: 'L-6E869C2A',
  f: 'L-74FC7D96',
  g: 'L-DB2E81BA',
  gr: 'L-DB2E81BA',
  hpc: 'L-F7808C92',
  inf: 'L-1945791B',
  p: 'L-417A185B',
  trn: 'L-2C3B7624',
  u: 'L-43DA4232',
  vt: 'L-DB2E81BA',
  x: 'L-7295265B',
};
/** All the others: A, C, D, H, I, M, R, T, Z. */
const STANDARD = 'L-1216C47A';
const NETWORKS = 'L-F678F1CE';

/** Room for the new machines beside those that run, and for twice the set of a later rollout. */
export const checkQuota: AccountCheck = async ({ order, account, missing }) => {
  if (missing.length === 0) return [];
  const code = quotaOf(order.instance_type);
  const running = (await account.runningTypes()).filter((type) => quotaOf(type) === code);
  const types = new Set([...running, order.instance_type]);
  const known = new Map((await account.instanceTypes([...types])).map(({ name, vcpus }) => [name, vcpus]));
  const size = known.get(order.instance_type);
  // A type that there is none of is told by the look at zones.
  if (size === undefined) return [];
  const limit = await account.quota('ec2', code);
  const used = running.reduce((sum, type) => sum + (known.get(type) ?? 0), 0);
  const wanted = missing.length * size;
  const said = `${limit} vCPUs may run in ${order.region} (quota ${code}), ${used} do, and ${missing.length} ${order.instance_type} need ${wanted}`;
  if (used + wanted > limit) return [tooSmall('error', said, used + wanted, code)];
  // What runs and is not replaced stays; a set that is about to be made is replaced by the next rollout.
  const peak = used + wanted + (missing.length === order.slots.length && used === 0 ? wanted : 0);
  if (peak <= limit) return [];
  return [tooSmall('warning', `${said}; a rollout would need ${peak}, old and new machines side by side`, peak, code)];
};

/** Room for a network of the cluster's own. */
export const checkNetworkQuota: AccountCheck = async ({ order, account }) => {
  if (!order.own_network || order.subnet_ids !== null) return [];
  const [limit, there] = [await account.quota('vpc', NETWORKS), await account.networks()];
  if (there < limit) return [];
  return [
    {
      severity: 'error',
      code: 'QRT-QUOTA',
      message: `the account has ${there} networks in ${order.region} and may have ${limit} (quota ${NETWORKS})`,
      cure: 'Ask Amazon for a higher quota of VPCs, take one away, or give the platform a `vpc` that is there.',
    },
  ];
};

function quotaOf(type: string): string {
  const letters = /^[a-z]+/.exec(type)?.[0] ?? '';
  return SPECIAL[letters] ?? SPECIAL[/^(?:[pxf])/.exec(letters)?.[0] ?? ''] ?? STANDARD;
}

function tooSmall(severity: AccountFinding['severity'], message: string, least: number, code: string): AccountFinding {
  const cure = `Ask Amazon for at least ${least}: aws service-quotas request-service-quota-increase --service-code ec2 --quota-code ${code} --desired-value ${least}`;
  return { severity, code: 'QRT-QUOTA', message, cure };
}
