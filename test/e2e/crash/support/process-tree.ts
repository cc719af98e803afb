import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';

/** A running process, as far as these tests have to tell it from others. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Every process that runs now; zombies do not count. */
export function processes(): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => describe(Number(name)));
}

function describe(pid: number): RunningProcess[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return [];
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return [{ pid, parent: Number(parent), command }];
  } catch {
    return [];
  }
}

export function isProvider({ command }: RunningProcess): boolean {
  return /terraform-provider-quorate|\/provider\.mjs/.test(command);
}

/**
 * What a deploying command consists of: itself, Terraform, the providers. What a provider starts is detached, outlives
 * them and is no part of it, though it is their child as long as they live.
 */
export function deployersBelow(root: number): RunningProcess[] {
  const all = processes();
  const found = all.filter(({ pid }) => pid === root);
  for (const member of found) {
    if (!isProvider(member)) found.push(...all.filter(({ parent }) => parent === member.pid));
  }
  return found;
}

/** Processes whose working folder is in this one: machines, balancers and deployers of a checkout. */
export function processesIn(folder: string): RunningProcess[] {
  return processes().filter(({ pid }) => {
    try {
      const cwd = readlinkSync(`/proc/${pid}/cwd`);
      return cwd === folder || cwd.startsWith(folder + sep);
    } catch {
      return false;
    }
  });
}

/** Sends a signal; a process that has just ended is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
