import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { identityOf, promptly, terminate, terminateProcess } from '../../process/index.js';
import { inTurn } from '../in-turn.js';
import { BalancerClient } from './client.js';
import { balancerFiles, balancerFolder, balancerFolders, balancerSocket, readBalancerRecord } from './record.js';

const GRACE_MS = 2_000;

/** Ends the balancer's process, with every connection it has. What it needs to come back stays. */
export async function haltBalancer(root: string, environment: string, signal?: AbortSignal): Promise<void> {
  for (const folder of await foldersOf(root, environment)) {
    await terminate(balancerFiles(folder).pid, { graceMs: GRACE_MS, signal });
  }
}

/** Ends the balancer of an environment and removes everything of it. Nothing happens when there is none. */
export function stopBalancer(root: string, environment: string, signal?: AbortSignal): Promise<void> {
  const home = balancerFolder(resolve(root), environment);
  return promptly(signal, () => inTurn(home, () => removeBalancer(root, environment, signal)));
}

/** What {@link stopBalancer} does, for one whose turn it is already. */
export async function removeBalancer(root: string, environment: string, signal?: AbortSignal): Promise<void> {
  const folder = balancerFolder(resolve(root), environment);
  const record = await readBalancerRecord(folder).catch(() => null);
  const folders = await foldersOf(root, environment);
  await haltBalancer(root, environment, signal);
  const socket = record?.socket ?? (await balancerSocket(root, environment));
  await haltHomeless(socket, signal);
  await rm(socket, { force: true });
  for (const one of folders) await rm(one, { recursive: true, force: true });
}

/** Ends a balancer whose folder somebody removed by hand: the pid file is gone with it, but it answers, and knows. */
async function haltHomeless(socket: string, signal?: AbortSignal): Promise<void> {
  const status = await new BalancerClient(socket).status(signal).catch(() => null);
  const identity = status && identityOf(status.pid);
  if (identity) await terminateProcess(identity, { graceMs: GRACE_MS, signal });
}

async function foldersOf(root: string, environment: string): Promise<string[]> {
  const folder = balancerFolder(resolve(root), environment);
  // A record that cannot be understood must not keep anything running: the pid file tells enough.
  const record = await readBalancerRecord(folder).catch(() => null);
  return record === null ? [folder] : balancerFolders(record, folder);
}
