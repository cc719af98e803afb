import { SshSession, type SshTarget } from '../../channel/index.js';
import { waitUntil } from '../../process/index.js';
import { QuorateError, reasonOf } from '../../schema/index.js';

const BOOT_DEADLINE_MS = 60_000;
const POLL_MS = 50;

/**
 * A session with a machine that is booting.
 *
 * @throws QuorateError `QRT-HOST-KEY` at once when another host answers; Error with the last reason after a minute.
 */
export async function waitForSession(target: SshTarget, signal?: AbortSignal): Promise<SshSession> {
  let last: unknown;
  const session = await waitUntil(
    () =>
      SshSession.connect(target, signal).catch((error: unknown) => {
        if (error instanceof QuorateError && error.code === 'QRT-HOST-KEY') throw error;
        last = error;
        return undefined;
      }),
    { deadlineMs: BOOT_DEADLINE_MS, intervalMs: POLL_MS, signal },
  );
  if (session) return session;
  throw new Error(`${target.host} was booted and does not answer over SSH: ${reasonOf(last)}`);
}
