import { readFileSync } from 'node:fs';
import * as z from 'zod';

/**
 * One process of one boot, beyond doubt. A pid alone is reused; a pid with the time it started and the boot it
 * started in never is. Processes are only ever signalled through this, never by name.
 */
export const processIdentity = z.object({
  pid: z.number().int().positive(),
  /** Field 22 of /proc/PID/stat: clock ticks since boot; it survives exec. */
  startTime: z.number().int().nonnegative(),
  /** /proc/sys/kernel/random/boot_id. */
  bootId: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentity>;

/** The identity of a running process (this one by default), or null when no such process runs. */
export function identityOf(pid: number = process.pid): ProcessIdentity | null {
  const startTime = startTimeOf(pid);
  return startTime === null ? null : { pid, startTime, bootId: bootId() };
}

/** Whether exactly this process still runs. Zombies, and others that got the same pid, do not count. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identity.bootId === bootId() && startTimeOf(identity.pid) === identity.startTime;
}

function startTimeOf(pid: number): number | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The command's name, field 2, may itself hold spaces and parentheses: what follows its last one is regular.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  return state === 'Z' || state === 'X' ? null : Number(fields[19]);
}

let cachedBootId: string | undefined;

function bootId(): string {
  cachedBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return cachedBootId;
}
