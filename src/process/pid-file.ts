import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from './atomic-file.js';
import { identityOf, isAlive, type ProcessIdentity, processIdentity } from './process-identity.js';

/** Writes the pid file of a running process, this one by default. */
export async function writePidFile(path: string, pid: number = process.pid): Promise<ProcessIdentity> {
  const identity = identityOf(pid);
  if (identity === null) throw new Error(`no pid file ${path} can be written: no process ${pid} is running`);
  await writeFileAtomically(path, `${JSON.stringify(identity)}\n`);
  return identity;
}

/** What a pid file says, or null when there is none or when it is damaged, as after a loss of power. */
export async function readPidFile(path: string): Promise<ProcessIdentity | null> {
  try {
    const parsed = processIdentity.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The process that a pid file names, if exactly that process still runs. */
export async function readLivePid(path: string): Promise<ProcessIdentity | null> {
  const identity = await readPidFile(path);
  return identity !== null && isAlive(identity) ? identity : null;
}
