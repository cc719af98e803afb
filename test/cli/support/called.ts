import type { Command } from 'commander';
import { onTestFinished } from 'vitest';
import type { Shell } from '../../../src/cli/shell.js';

/** What a command said and how it ended. */
export interface Called {
  readonly exitCode: number | string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls a command as a person in this folder would, without a terminal. */
export async function call(
  make: (shell: Shell) => Command | Promise<Command>,
  cwd: string,
  args: readonly string[],
  env: Shell['env'] = {},
): Promise<Called> {
  const printed: string[] = [];
  const noted: string[] = [];
  const shell: Shell = {
    cwd,
    env,
    interactive: false,
    print: (text) => void printed.push(`${text}\n`),
    note: (text) => void noted.push(`${text}\n`),
  };
  const before = process.exitCode;
  onTestFinished(() => {
    process.exitCode = before;
  });
  process.exitCode = undefined;
  const command = await make(shell);
  await command.exitOverride().parseAsync([...args], { from: 'user' });
  return { exitCode: process.exitCode, stdout: printed.join(''), stderr: noted.join('') };
}
