import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DiskStore, type EnvironmentStore } from '../operation/index.js';
import type { Environment } from './environment.js';

/**
 * The stores that this one was copied from and that are still there: machines stay where they were made, so that
 * whoever operates from there works on the same ones.
 */
export async function copiedFrom({ driver, name, paths }: Environment): Promise<EnvironmentStore[]> {
  const machines = await driver.list(name);
  const folders = await Promise.all([...new Set(machines.map(({ home }) => dirname(dirname(home))))].map(whereItIs));
  const own = await whereItIs(paths.home);
  const others = new Set(folders.flatMap((folder) => (folder === null || folder === own ? [] : folder)));
  return [...others].map((folder) => new DiskStore(folder));
}

/** A checkout may reach another one's store through a link: that is no copy. */
async function whereItIs(folder: string): Promise<string | null> {
  return await realpath(folder).catch(() => null);
}
