import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { minimalEnvironment, spawnDetached, waitUntil } from '../../process/index.js';
import { DEFAULT_LIMITS, type MachineLimits } from '../../schema/index.js';
import { controlGroupsOf, processesOf, removeControlGroups } from './control-groups.js';
import { namespaceOfMachine } from './fabric.js';

/** A machine that can be booted: its name on this host, its folder and its mounted root. */
export interface Container {
  /** At most 40 characters, its own on this host. */
  readonly name: string;
  readonly home: string;
  readonly root: string;
  /** @default 1 GiB and one processor */
  readonly limits?: MachineLimits | undefined;
}

const MIB = 1024 ** 2;
const CPU_PERIOD_US = 100_000;

const KILL_DEADLINE_MS = 10_000;

/**
 * Puts itself into control groups of the machine's own, and boots the machine again whenever it rebooted: nspawn
 * ends with 133 then. The unified hierarchy lets a machine stop at once; without it a stop takes up to 24 s.
 */
const LAUNCHER = `name=$1 root=$2 namespace=$3; shift 3
for group in "$@"; do
  mkdir -p "$group" || exit 125
  [ ! -e "$group/memory.limit_in_bytes" ] || echo "$MEMORY" > "$group/memory.limit_in_bytes"
  [ ! -e "$group/cpu.cfs_quota_us" ] || echo "$CPU" > "$group/cpu.cfs_quota_us"
  [ ! -e "$group/memory.max" ] || echo "$MEMORY" > "$group/memory.max"
  [ ! -e "$group/cpu.max" ] || echo "$CPU ${CPU_PERIOD_US}" > "$group/cpu.max"
  echo $$ > "$group/cgroup.procs" || exit 125
done
while :; do
  systemd-nspawn --quiet --register=no --keep-unit --boot --directory="$root" --machine="$name" \\
    --network-namespace-path="/run/netns/$namespace" --capability=CAP_NET_ADMIN --resolv-conf=off --timezone=off --link-journal=no --console=pipe
  code=$?
  [ $code = 133 ] || exit $code
done`;

/** Boots the machine. It survives this process; its console is `console.log` in its folder. */
export async function boot({ name, home, root, limits = DEFAULT_LIMITS }: Container): Promise<void> {
  const console = join(home, 'console.log');
  await spawnDetached({
    command: '/bin/sh',
    args: ['-c', LAUNCHER, 'quorate-machine', name, root, namespaceOfMachine(name), ...controlGroupsOf(name)],
    cwd: home,
    env: {
      ...minimalEnvironment(),
      SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1',
      MEMORY: String(limits.memory * MIB),
      CPU: String(Math.round(limits.cpus * CPU_PERIOD_US)),
    },
    stdoutFile: console,
    stderrFile: console,
    pidFile: join(home, 'launcher.pid'),
  });
}

/**
 * Takes the power away: every process of the machine is killed. To kill nspawn alone would leave the machine running,
 * and a second boot of the same root would corrupt it.
 *
 * @throws Error when a process is still there after 10 s.
 */
export async function cutPower(name: string): Promise<void> {
  const left = await waitUntil(() => killed(name), { deadlineMs: KILL_DEADLINE_MS, intervalMs: 20 });
  if (!left) throw new Error(`processes of machine ${name} do not end: ${(await processesOf(name)).join(', ')}`);
  await removeControlGroups(name);
}

async function killed(name: string): Promise<true | undefined> {
  const pids = await processesOf(name);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  return pids.length === 0 ? true : undefined;
}

/** Stops the machine as its power button does, and takes the power away if that takes longer than the time given. */
export async function powerOff(name: string, graceMs: number, signal?: AbortSignal): Promise<void> {
  const nspawn = await nspawnOf(name);
  if (nspawn !== undefined) process.kill(nspawn, 'SIGTERM');
  const off = async () => ((await processesOf(name)).length === 0 ? true : undefined);
  await waitUntil(off, { deadlineMs: nspawn === undefined ? 0 : graceMs, signal });
  await cutPower(name);
}

/** Whether anything of the machine runs. */
export async function isRunning(name: string): Promise<boolean> {
  return (await processesOf(name)).length > 0;
}

async function nspawnOf(name: string): Promise<number | undefined> {
  for (const pid of await processesOf(name)) {
    const text = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    if (text.trim() === 'systemd-nspawn') return pid;
  }
  return undefined;
}
