import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { writePidFile } from '../../../process/index.js';

/** Lines of output kept for an error message. */
const TAIL_LINES = 12;
const GRACE_MS = 2_000;

/** How a build ended. */
export interface BuildResult {
  readonly code: number | null;
  /** The last lines it wrote. */
  readonly tail: readonly string[];
}

/** Waits for a line before it becomes go: until its pid file is written there is nothing that could be left behind. */
const GATE = 'read -r go_on && exec "$@"';

/**
 * Runs go in a process group of its own, so that an abort ends the compilers with it, and so does the end of this
 * process. The pid file lets a later run end what a killed one left behind.
 */
export async function runGo(
  go: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: Record<string, string>;
    readonly pidFile: string;
    readonly onLine: (line: string) => void;
    readonly signal: AbortSignal | undefined;
  },
): Promise<BuildResult> {
  options.signal?.throwIfAborted();
  const { cwd, env, signal } = options;
  const child = spawn('/bin/sh', ['-c', GATE, 'sh', go, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const outcome = Promise.all([once(child, 'close'), follow(child, options.onLine)]);
  // Its end is looked at below; until then an early one must not count as unhandled.
  outcome.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  const kill = () => killGroup(child, 'SIGKILL');
  let grace: NodeJS.Timeout | undefined;
  const abort = () => {
    killGroup(child, 'SIGTERM');
    grace = setTimeout(kill, GRACE_MS);
  };
  process.once('exit', kill);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await once(child, 'spawn');
    await writePidFile(options.pidFile, child.pid);
    child.stdin.end('\n');
    const [[code], tail] = await outcome;
    signal?.throwIfAborted();
    return { code: typeof code === 'number' ? code : null, tail };
  } catch (error) {
    kill();
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(grace);
    process.off('exit', kill);
    signal?.removeEventListener('abort', abort);
  }
}

async function follow(
  { stderr }: ChildProcessByStdio<Writable, null, Readable>,
  onLine: (line: string) => void,
): Promise<string[]> {
  const tail: string[] = [];
  for await (const line of createInterface({ input: stderr })) {
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    onLine(line);
  }
  return tail;
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
