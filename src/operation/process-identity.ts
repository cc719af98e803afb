import { readFileSync, readlinkSync } from 'node:fs';
import { z } from 'zod';

/**
 * Names one process for ever: pids are used again, but not with the same start time in the same boot.
 * The pid namespace tells whether the pid means anything to the reader (containers share the boot id).
 */
export const processIdentity = z.object({
  pid: z.number().int().positive(),
  /** Field 22 of /proc/PID/stat, clock ticks since boot. */
  start_time: z.string(),
  boot_id: z.string(),
  pid_namespace: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentity>;

/** `elsewhere`: another host, boot or container, so that nothing can be said about it from here. */
export type ProcessState = 'running' | 'gone' | 'elsewhere';

function read(path: string): string {
  return readFileSync(path, 'utf8').trim();
}

/** State letter and start time; the command name before them may hold spaces and brackets. */
function stat(pid: number | 'self'): { state: string; startTime: string } {
  const text = read(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTime: fields[19] ?? '' };
}

function here(): Pick<ProcessIdentity, 'boot_id' | 'pid_namespace'> {
  return { boot_id: read('/proc/sys/kernel/random/boot_id'), pid_namespace: readlinkSync('/proc/self/ns/pid') };
}

let self: ProcessIdentity | undefined;

/** Identity of this process. */
export function ownProcess(): ProcessIdentity {
  self ??= { pid: process.pid, start_time: stat('self').startTime, ...here() };
  return self;
}

/** Whether that process still runs. A zombie counts as gone: it will never take another step. */
export function processState(identity: ProcessIdentity): ProcessState {
  const { boot_id, pid_namespace } = ownProcess();
  if (identity.boot_id !== boot_id || identity.pid_namespace !== pid_namespace) return 'elsewhere';
  try {
    const { state, startTime } = stat(identity.pid);
    return startTime === identity.start_time && !'ZXx'.includes(state) ? 'running' : 'gone';
  } catch {
    return 'gone';
  }
}
