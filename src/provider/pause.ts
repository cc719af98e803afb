import { readPause } from '../cluster/index.js';
import type { Environment } from '../environment/index.js';
import { QuorateError } from '../schema/index.js';

/** What a plan says of an environment in which nothing shall be changed; null when deploys may go on. */
export async function pauseNotice({ name, store }: Environment): Promise<string | null> {
  const pause = await readPause(store);
  return pause && `${pause.by} paused ${name} at ${pause.since}`;
}

/**
 * Refuses to make a machine of a paused environment: it would only stand about.
 *
 * @throws QuorateError `QRT-PAUSED`
 */
export async function assertNotPaused(environment: Environment): Promise<void> {
  const notice = await pauseNotice(environment);
  if (notice === null) return;
  throw new QuorateError('QRT-PAUSED', notice, `Go on with: quorate resume ${environment.name}, then deploy again.`);
}
