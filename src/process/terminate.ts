import { QuorateError } from '../schema/index.js';
import { readLivePid } from './pid-file.js';
import { isAlive, type ProcessIdentity } from './process-identity.js';
import { waitUntil } from './wait-until.js';

/** How a process is ended. */
export interface TerminateOptions {
  /** Milliseconds between SIGTERM and SIGKILL; with 0 there is no SIGTERM. */
  readonly graceMs: number;
  /** Gives up waiting at once; signals already sent stay sent, and calling again goes on. */
  readonly signal?: AbortSignal | undefined;
}

/** How a process ended: by itself before, on SIGTERM, or by SIGKILL. */
export type Termination = 'not-running' | 'terminated' | 'killed';

const KILL_DEADLINE_MS = 5_000;

/**
 * Ends the process that a pid file names: SIGTERM, the grace period, SIGKILL. Another process that got the same
 * pid is never touched. The pid file stays.
 *
 * @throws QuorateError `QRT-PROCESS-STUCK` when even SIGKILL does not end it, or when it is not ours to signal.
 */
export async function terminate(pidFile: string, { graceMs, signal }: TerminateOptions): Promise<Termination> {
  const identity = await readLivePid(pidFile);
  return identity === null ? 'not-running' : terminateProcess(identity, { graceMs, signal });
}

/** As {@link terminate}, for a process that somebody who knows it has named. */
export async function terminateProcess(
  identity: ProcessIdentity,
  { graceMs, signal }: TerminateOptions,
): Promise<Termination> {
  if (!isAlive(identity)) return 'not-running';
  const gone = () => (isAlive(identity) ? undefined : true);

  if (graceMs > 0) {
    send(identity, 'SIGTERM');
    if (await waitUntil(gone, { deadlineMs: graceMs, signal })) return 'terminated';
  }
  send(identity, 'SIGKILL');
  if (await waitUntil(gone, { deadlineMs: KILL_DEADLINE_MS, signal })) return 'killed';
  throw new QuorateError(
    'QRT-PROCESS-STUCK',
    `process ${identity.pid} was still there ${KILL_DEADLINE_MS / 1000} s after SIGKILL`,
    'A process that ignores SIGKILL waits for the kernel, mostly for a disk: look at `ps -o stat,wchan -p PID`, then try again.',
  );
}

function send(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
    throw new QuorateError(
      'QRT-PROCESS-STUCK',
      `process ${identity.pid} cannot be sent ${name}: it belongs to another user`,
      'Run the command again as the user who started the environment.',
      { cause: error },
    );
  }
}
