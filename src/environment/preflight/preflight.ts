import { openAccount, openEc2 } from '../../aws/index.js';
import { reasonOf } from '../../schema/index.js';
import { checkAddresses } from './addresses.js';
import type { AccountCheck, AccountFinding, PreflightOrder, Sight } from './finding.js';
import { checkNetworkQuota, checkQuota } from './quota.js';
import { checkSealKey } from './seal-key.js';
import { checkLaunches, checkOffers, checkPermissions } from './zones.js';

/** A plan waits no longer for any of the answers. */
const ANSWER_MS = 15_000;

const CHECKS: Readonly<Record<string, AccountCheck>> = {
  'the quota of machines': checkQuota,
  'the quota of networks': checkNetworkQuota,
  'free addresses': checkAddresses,
  'offers of the zones': checkOffers,
  'room for machines': checkLaunches,
  permissions: checkPermissions,
  'the seal key': checkSealKey,
};

/** What the account would not let a deploy do, found before anything is made; what cannot be found out is a warning. */
export async function preflight(
  order: PreflightOrder,
  open: () => Promise<Pick<Sight, 'account' | 'ec2'>> = () => opened(order.region),
): Promise<readonly AccountFinding[]> {
  const look = async (): Promise<Sight> => {
    const { account, ec2 } = await open();
    const tagged = await ec2.instancesTagged({ 'quorate:environment': order.environment });
    const there = tagged.filter(({ state, tags }) => state !== 'terminated' && tags['quorate:slot']);
    const wanted = there.filter(({ tags }) => tags['quorate:image'] === order.image);
    const missing = order.slots.filter((slot) => !wanted.some(({ tags }) => tags['quorate:slot'] === slot));
    return { order, account, ec2, missing, isFirst: there.length === 0 };
  };
  const sight = await inTime(look()).catch(unanswered('which machines there are'));
  if ('code' in sight) return [sight];
  const found = await Promise.all(
    Object.entries(CHECKS).map(([what, check]) =>
      inTime(check(sight)).catch((error: unknown) => [unanswered(what)(error)]),
    ),
  );
  return found.flat();
}

async function opened(region: string) {
  return { account: await openAccount({ region }), ec2: await openEc2({ region }) };
}

function unanswered(what: string): (error: unknown) => AccountFinding {
  return (error) => ({
    severity: 'warning',
    code: 'QRT-PREFLIGHT',
    message: `${what} could not be asked for: ${reasonOf(error)}`,
    cure: 'Whether the account has room is seen when the deploy makes its machines. docs/aws.md lists the permissions to ask.',
  });
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS / 1_000} s`)), ANSWER_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
