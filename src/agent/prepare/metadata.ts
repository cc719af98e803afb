import { setTimeout as delay } from 'node:timers/promises';
import { type IdentityDocument, identityDocument, reasonOf } from '../../schema/index.js';

/** The address on which every cloud tells a machine about itself. */
const SERVICE = 'http://169.254.169.254/latest';
const ANSWER_MS = 2_000;
const DEADLINE_MS = 60_000;
const POLL_MS = 100;

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
      return identityDocument.parse(
        JSON.parse(await ask('user-data', { headers: { 'x-aws-ec2-metadata-token': token } })),
      );
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`the platform does not tell what this machine is: ${reasonOf(error)}`);
      await delay(POLL_MS);
    }
  }
}

async function ask(path: string, request: RequestInit): Promise<string> {
  const answer = await fetch(`${SERVICE}/${path}`, { ...request, signal: AbortSignal.timeout(ANSWER_MS) });
  if (answer.ok) return await answer.text();
  throw new Error(`${path} answered ${answer.status}`);
}
