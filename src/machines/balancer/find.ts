import { resolve } from 'node:path';
import { readLivePid } from '../../process/index.js';
import type { MachineState } from '../driver.js';
import { BalancerClient } from './client.js';
import { type BalancerRecord, balancerFiles, balancerFolder, balancerFolders, readBalancerRecord } from './record.js';

/** For a balancer to answer before its state counts as unknown. */
const ANSWER_TIMEOUT_MS = 1_000;

/** The balancer of an environment, as it is at this moment. */
export interface FoundBalancer {
  readonly record: BalancerRecord;
  /** `unknown`: its process runs and does not answer. */
  readonly state: Exclude<MachineState, 'gone'>;
  readonly client: BalancerClient;
}

/** Looks for the balancer of an environment under the store's root; null when none was ever started. */
export async function findBalancer(root: string, environment: string): Promise<FoundBalancer | null> {
  const folder = balancerFolder(resolve(root), environment);
  const record = await readBalancerRecord(folder);
  if (record === null) return null;
  const client = new BalancerClient(record.socket);
  const folders = await balancerFolders(record, folder);
  const pids = await Promise.all(folders.map((one) => readLivePid(balancerFiles(one).pid)));
  if (pids.every((pid) => pid === null)) return { record, client, state: 'stopped' };
  const answers = await client.status(AbortSignal.timeout(ANSWER_TIMEOUT_MS)).then(
    () => true,
    () => false,
  );
  return { record, client, state: answers ? 'running' : 'unknown' };
}
