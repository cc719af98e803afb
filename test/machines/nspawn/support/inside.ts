import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { processesOf } from '../../../../src/machines/nspawn/control-groups.js';

/** The first process of a machine, as this host counts. */
export async function firstProcessOf(machine: string): Promise<number> {
  for (const pid of await processesOf(machine)) {
    const [outside, ...inside] = /^NSpid:\s+(.+)$/m.exec(read(`/proc/${pid}/status`))?.[1]?.split(/\s+/) ?? [];
    if (outside !== undefined && inside.at(-1) === '1') return pid;
  }
  throw new Error(`${machine} does not run`);
}

/** Runs shell text as root in a machine of this host; gives what it printed on both streams, and how it ended. */
export async function inside(
  machine: string,
  script: string,
): Promise<{ readonly code: number; readonly said: string }> {
  const namespaces = ['-t', String(await firstProcessOf(machine)), '-m', '-p', '-n', '-u', '-i'];
  const { exitCode = -1, all } = await execa('nsenter', [...namespaces, 'sh', '-c', script], {
    all: true,
    reject: false,
  });
  return { code: exitCode, said: all.trim() };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
