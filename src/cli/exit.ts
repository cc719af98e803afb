import type { Command } from 'commander';
import { QuorateError, reasonOf } from '../schema/index.js';
import { processShell, type Shell } from './shell.js';

/** Exit codes of `quorate`; some commands give 0, 1 and 2 meanings of their own, which their help states. */
export const EXIT = { done: 0, failed: 1, cannotTell: 2, usage: 64 } as const;

/** Prints what went wrong, as every command does it: on standard error unless told otherwise. */
export function printError(error: unknown, note: Shell['note'] = processShell.note): void {
  note(error instanceof QuorateError ? error.toString() : reasonOf(error));
}

/** Runs a command's work, whose result is its exit code. What it throws is printed, and ends with `onError`. */
export async function ending(
  { note }: Pick<Shell, 'note'>,
  onError: number,
  work: () => Promise<number>,
): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    printError(error, note);
    process.exitCode = onError;
  }
}

/** Adds the meaning of the exit codes to a command's help. */
export function withExitCodes(command: Command, meanings: Readonly<Record<number, string>>): Command {
  const all = { ...meanings, [EXIT.usage]: 'wrong usage' };
  const texts = Object.entries(all).map(([code, meaning]) => `${code} ${meaning}`);
  return command.addHelpText('after', `\nExit codes: ${texts.join('; ')}.`);
}
