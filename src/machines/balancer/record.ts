import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { socketPath } from '../../process/index.js';
import { environmentName } from '../../schema/index.js';
import { readRecord } from '../read-record.js';
import { balancerOptions } from './options.js';

/** `balancer.json`: how the balancer of an environment was started. */
export const balancerRecord = z.object({
  environment: environmentName,
  address: z.string(),
  /** Unix socket of its control API. */
  socket: z.string(),
  /** Its folder, absolute; it stays where it is when the environment's folder is copied elsewhere. */
  home: z.string().startsWith('/'),
  options: balancerOptions,
});
export type BalancerRecord = z.infer<typeof balancerRecord>;

/** Folder of an environment's balancer. */
export function balancerFolder(root: string, environment: string): string {
  return join(root, environment, 'balancer');
}

/** Path of the control socket of a balancer that is started from this store. */
export function balancerSocket(root: string, environment: string): Promise<string> {
  const checkout = createHash('sha256').update(resolve(root)).digest('hex').slice(0, 8);
  return socketPath(`balancer-${environment}-${checkout}`);
}

/** Files of a balancer's folder. */
export function balancerFiles(home: string) {
  return {
    record: join(home, 'balancer.json'),
    targets: join(home, 'targets.json'),
    pid: join(home, 'balancer.pid'),
    log: join(home, 'balancer.log'),
  };
}

/**
 * The record in a balancer's folder, or null when there is none.
 *
 * @throws QuorateError `QRT-BALANCER-RECORD` when it cannot be understood.
 */
export async function readBalancerRecord(folder: string): Promise<BalancerRecord | null> {
  return await readRecord(balancerFiles(folder).record, {
    of: 'balancer',
    schema: balancerRecord,
    code: 'QRT-BALANCER-RECORD',
  });
}

/**
 * The folders that are this balancer's: the one where the record was found, and its home when that is elsewhere and
 * holds a record of a balancer with the same socket.
 */
export async function balancerFolders({ home, socket }: BalancerRecord, folder: string): Promise<string[]> {
  const looksRight = basename(home) === basename(folder) && basename(dirname(home)) === basename(dirname(folder));
  if (home === folder || !looksRight) return [folder];
  const atHome = await readBalancerRecord(home).catch(() => null);
  return atHome?.socket === socket ? [home, folder] : [folder];
}
