import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ClusterAccess } from '../cluster/index.js';

/** What programs need to run; everything else of the deploy's environment may be a secret. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR', 'XDG_RUNTIME_DIR', 'XDG_CACHE_HOME'];
/** From a polite end to a certain one. */
const GRACE_MS = 5_000;

/**
 * Runs hooks in this folder, each as the leader of a process group, so that its end is the end of what it started.
 * What it prints is shown and not kept.
 */
export function hookRunner(folder: string): ClusterAccess['runHook'] {
  return async (hook, variables, { signal, progress }) => {
    const [file = '', ...args] = hook.command;
    const env = { ...passedOn(), ...variables };
    const child = spawn(file, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    for (const output of [child.stdout, child.stderr]) {
      createInterface({ input: output }).on('line', (line) => progress(`hook: ${line}`));
    }
    let late = false;
    const end = () => terminateGroup(child.pid);
    const timer = setTimeout(() => {
      late = true;
      end();
    }, hook.timeout * 1000);
    signal.addEventListener('abort', end, { once: true });
    try {
      const ended = await endOf(child);
      return late ? `it did not end within ${hook.timeout} s` : ended;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  };
}

function endOf(child: ReturnType<typeof spawn>): Promise<string | null> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`it could not be started: ${error.message}`));
    child.once('exit', (code, killed) => {
      if (code === 0) return resolve(null);
      resolve(killed === null ? `it ended with ${code}` : `it was ended by ${killed}`);
    });
  });
}

function passedOn(): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function terminateGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS).unref();
}

/** A group that is gone needs no signal. */
function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
