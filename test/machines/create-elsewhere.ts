import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { MachineSpec } from '../../src/machines/index.js';

const SCRIPT = fileURLToPath(new URL('create-machine.ts', import.meta.url));

/** Another process that creates a machine: a provider of another deploy. */
export function createElsewhere(root: string, spec: MachineSpec) {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, root, JSON.stringify(spec)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    child,
    /** Resolves with the record once the machine is there. */
    created: firstLine(child),
    /** The end that nobody can prepare for. */
    async kill(): Promise<void> {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const line = new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (chunk) => resolve(String(chunk)));
    child.once('exit', (code, signal) => reject(new Error(`the creator ended (${code ?? signal}): ${errors}`)));
  });
  line.catch(() => {});
  return line;
}
