import type { AccountCheck } from './finding.js';

/** A free address in each subnet for every machine that is made there while the old ones still have theirs. */
export const checkAddresses: AccountCheck = async ({ order, account, missing, isFirst }) => {
  const { subnet_ids: subnetIds, slots, zones, interfaces } = order;
  if (subnetIds === null || missing.length === 0) return [];
  const room = new Map((await account.subnets(subnetIds)).map(({ id, free }) => [id, free]));
  return subnetIds.flatMap((id, index) => {
    const machines = missing.filter((slot) => slots.indexOf(slot) % zones.length === index).length;
    const wanted = machines + (isFirst ? interfaces : 0);
    const free = room.get(id) ?? 0;
    if (free >= wanted) return [];
    return [
      {
        severity: 'error' as const,
        code: 'QRT-SUBNET-FULL',
        message: `${id} in ${zones[index]} has ${free} free addresses; expected ${wanted}, for ${machines} new machines beside what is there`,
        cure: 'Give addresses back (network interfaces that nobody uses), or name a larger subnet.',
      },
    ];
  });
};
