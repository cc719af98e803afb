import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnvironmentPaths } from './paths.js';

const LOCKS = '/proc/locks';

/**
 * The process of this host that holds the environment's Terraform state, or null. Before the cluster converges, a deploy
 * that makes machines has no other lock.
 */
export async function terraformAtWork({ home }: Pick<EnvironmentPaths, 'home'>): Promise<number | null> {
  const state = await realpath(join(home, 'terraform.tfstate')).catch(() => null);
  if (state === null) return null;
  const locks = await readFile(LOCKS, 'utf8').catch(() => '');
  // `1: POSIX  ADVISORY  WRITE 4711 08:01:1234 0 EOF`; the numbers of the file are those of the file system below.
  const holders = locks.split('\n').map((line) => Number(line.split(/\s+/)[4]));
  for (const pid of new Set(holders.filter((each) => each > 0))) {
    if ((await openFilesOf(pid)).includes(state)) return pid;
  }
  return null;
}

async function openFilesOf(pid: number): Promise<readonly (string | null)[]> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  return await Promise.all(names.map((name) => readlink(join(folder, name)).catch(() => null)));
}
