import { existsSync } from 'node:fs';
import { readdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';
/** Hierarchies of a host with control groups of version 1, as far as machines are kept apart by them. */
const HIERARCHIES = ['systemd', 'memory', 'pids', 'cpu', 'blkio', 'unified'];

/** The control groups of a machine, one a hierarchy. Machines that share one see and kill each other's processes. */
export function controlGroupsOf(machine: string): string[] {
  const single = existsSync(join(ROOT, 'cgroup.controllers'));
  const hierarchies = single ? [''] : HIERARCHIES.filter((name) => existsSync(join(ROOT, name)));
  return hierarchies.map((name) => join(ROOT, name, `quorate-${machine}`));
}

/** Every process of a machine, its launcher and nspawn among them. */
export async function processesOf(machine: string): Promise<number[]> {
  const groups = (await Promise.all(controlGroupsOf(machine).map(withDescendants))).flat();
  const pids = await Promise.all(groups.map((group) => readFile(join(group, 'cgroup.procs'), 'utf8').catch(() => '')));
  const found = pids.flatMap((text) => text.split('\n').filter(Boolean)).map(Number);
  // Zero is a process that this one's namespace cannot name.
  return [...new Set(found)].filter((pid) => pid > 0);
}

/** Removes the emptied groups, the innermost first. */
export async function removeControlGroups(machine: string): Promise<void> {
  for (const group of controlGroupsOf(machine)) {
    for (const each of (await withDescendants(group)).reverse()) await rmdir(each).catch(ignoreMissing);
  }
}

async function withDescendants(group: string): Promise<string[]> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => null);
  if (entries === null) return [];
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => withDescendants(join(group, name)));
  return [group, ...(await Promise.all(below)).flat()];
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
