import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { isAlive, type ProcessIdentity, readLivePid } from '../../../src/process/index.js';
import { until } from '../../engine/support/until.js';

/** A process as /proc shows it. */
export interface RunningProcess {
  readonly pid: number;
  readonly commandLine: string;
  readonly environment: string;
}

/** Kills with SIGKILL what the pid files in a folder name, in this order, and waits until it is gone. */
export async function killByPidFiles(folder: string, ...names: readonly string[]): Promise<void> {
  const found: ProcessIdentity[] = [];
  for (const name of names) {
    const identity = await readLivePid(path.join(folder, name));
    if (!identity) throw new Error(`${folder}/${name} names no running process`);
    process.kill(identity.pid, 'SIGKILL');
    found.push(identity);
  }
  await until(`${names.join(' and ')} of ${folder} are gone`, async () => found.every((one) => !isAlive(one)) || ALIVE);
}

const ALIVE = { not: 'still alive' };

/** Stops the process that a pid file names where it is, for as long as `meanwhile` takes. */
export async function freezeByPidFile(folder: string, name: string, meanwhile: () => Promise<void>): Promise<void> {
  const identity = await readLivePid(path.join(folder, name));
  if (!identity) throw new Error(`${folder}/${name} names no running process`);
  process.kill(identity.pid, 'SIGSTOP');
  try {
    await meanwhile();
  } finally {
    // Whoever waited for it in vain may have killed it.
    if (isAlive(identity)) process.kill(identity.pid, 'SIGCONT');
  }
}

/** Every process whose command line or working folder lies below this folder. */
export function processesBelow(folder: string): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const read = (file: string) => readFileSync(`/proc/${name}/${file}`, 'utf8').replaceAll('\0', ' ');
        const found = { pid: Number(name), commandLine: read('cmdline'), environment: read('environ') };
        const inside = readlinkSync(`/proc/${name}/cwd`).startsWith(folder) || found.commandLine.includes(folder);
        return inside ? [found] : [];
      } catch {
        return [];
      }
    });
}

/** Addresses below 127.0.0.0/8 on which somebody listens, as `127.x.y.z:port`. */
export function listeners(): string[] {
  return listenersOf('self');
}

/** The same as a process of any network namespace sees them. */
export function listenersOf(pid: string): string[] {
  return readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A')
    .map((fields) => {
      const [address = '', port = ''] = (fields[1] ?? '').split(':');
      const octets = address.match(/../g)?.toReversed() ?? [];
      return `${octets.map((octet) => Number.parseInt(octet, 16)).join('.')}:${Number.parseInt(port, 16)}`;
    });
}
