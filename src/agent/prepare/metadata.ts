import { setTimeout as delay } from 'node:timers/promises';
import {
  type IdentityDocument,
  identityDocument,
  identitySeed,
  METADATA_ADDRESS,
  reasonOf,
} from '../../schema/index.js';

const SERVICE = `http://${METADATA_ADDRESS}/latest`;
const ANSWER_MS = 2_000;
const DEADLINE_MS = 60_000;
const POLL_MS = 100;

/** Digits of a cloud's id of a machine that are enough to tell it from every other of its slot. */
const OWN_DIGITS = 8;

type Ask = (path: string) => Promise<string>;

/**
 * What the platform says this machine is. A token is asked for first, as on EC2: a request that somebody tricked a
 * program of this machine into has none.
 *
 * @throws Error when the service does not tell within a minute
 */
export async function identityFromPlatform(): Promise<IdentityDocument> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    try {
      const token = await ask('api/token', {
        method: 'PUT',
        headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
      });
      return await completed((path) => ask(path, { headers: { 'x-aws-ec2-metadata-token': token } }));
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`the platform does not tell what this machine is: ${reasonOf(error)}`);
      await delay(POLL_MS);
    }
  }
}

/**
 * The identity in the user data, completed where it lacks what only a cloud knows: a machine's id is its slot and the
 * end of the id that the cloud gave it.
 */
export async function completed(ask: Ask): Promise<IdentityDocument> {
  const told: unknown = JSON.parse(await ask('user-data'));
  const whole = identityDocument.safeParse(told);
  if (whole.success) return whole.data;
  const seed = identitySeed.parse(told);
  const id = await ask('meta-data/instance-id');
  return identityDocument.parse({
    ...seed,
    machine_id: `${seed.slot}-${id.slice(-OWN_DIGITS)}`,
    address: await ask('meta-data/local-ipv4'),
    zone: await ask('meta-data/placement/availability-zone'),
  });
}

async function ask(path: string, request: RequestInit): Promise<string> {
  const answer = await fetch(`${SERVICE}/${path}`, { ...request, signal: AbortSignal.timeout(ANSWER_MS) });
  if (answer.ok) return await answer.text();
  throw new Error(`${path} answered ${answer.status}`);
}
