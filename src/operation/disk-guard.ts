import { randomBytes } from 'node:crypto';
import { readlink, symlink, unlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { QuorateError } from '../schema/index.js';
import { hasCode } from './fs-error.js';
import { ownProcess, processState, type SharedIdentity } from './process-identity.js';

/** A guard is held for the time of one small write; after this long, something is wrong. Milliseconds. */
const PATIENCE = 15_000;
/** Age after which the guard of a holder that cannot be looked up (rebooted, other container) is broken. Milliseconds. */
const ABANDONED = 10_000;

interface Holder {
  readonly process: SharedIdentity;
  readonly nonce: string;
  readonly taken: number;
}

/**
 * Runs `work` while holding the guard at `path`, between processes: what makes compare-and-set atomic on a disk.
 *
 * The guard is a symbolic link whose target names its holder: creating it is atomic *with* its content, so a killed
 * process never leaves a guard that says nothing about itself. A guard whose holder is gone is broken by whoever wins
 * a second guard named after that holder's nonce; as nonces are never used again, only a dead guard is ever removed.
 */
export async function withGuard<T>(path: string, work: () => Promise<T>): Promise<T> {
  const target = encode({ process: ownProcess(), nonce: randomBytes(8).toString('hex'), taken: Date.now() });
  const deadline = performance.now() + PATIENCE;
  while (!(await create(path, target))) {
    const seen = await targetOf(path);
    if (seen === undefined) continue;
    const holder = decode(seen);
    if (holder !== undefined && isAbandoned(holder)) {
      await withGuard(`${path}.${holder.nonce}`, async () => {
        if ((await targetOf(path)) === seen) await remove(path);
      });
      continue;
    }
    if (performance.now() > deadline) throw busy(path, holder);
    await delay(2 + Math.random() * 10);
  }
  try {
    return await work();
  } finally {
    await remove(path);
  }
}

function isAbandoned({ process, taken }: Holder): boolean {
  const state = processState(process);
  return state === 'gone' || (state === 'elsewhere' && Date.now() - taken > ABANDONED);
}

async function create(path: string, target: string): Promise<boolean> {
  try {
    await symlink(target, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function targetOf(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

function encode({ process, nonce, taken }: Holder): string {
  return [process.pid, process.startTime, process.bootId, process.pidNamespace, nonce, taken].join(',');
}

function decode(target: string): Holder | undefined {
  const [pid, startTime, bootId, pidNamespace, nonce, taken] = target.split(',');
  if (!pid || !startTime || !bootId || !pidNamespace || !nonce || !taken) return undefined;
  const process = { pid: Number(pid), startTime: Number(startTime), bootId, pidNamespace };
  return { process, nonce, taken: Number(taken) };
}

function busy(path: string, holder: Holder | undefined): QuorateError {
  return new QuorateError(
    'QRT-STORE-BUSY',
    `${path} is held by ${holder ? `process ${holder.process.pid}` : 'an unknown holder'} for more than ${PATIENCE / 1000} s; a write takes milliseconds`,
    'Look whether that process is stopped or its disk hangs; when it is surely gone, remove the file.',
  );
}
