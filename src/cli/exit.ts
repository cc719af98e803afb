import type { Command } from 'commander';
import { QuorateError, reasonOf } from '../schema/index.js';

/** Exit codes of `quorate`; some commands give 0, 1 and 2 meanings of their own, which their help states. */
export const EXIT = { done: 0, failed: 1, cannotTell: 2, usage: 64 } as const;

/** Prints what went wrong on standard error, as every command does it. */
export function printError(error: unknown): void {
  const text = error instanceof QuorateError ? error.toString() : reasonOf(error);
  process.stderr.write(`${text}\n`);
}

/** Runs a command's work, whose result is its exit code. What it throws is printed, and ends with `onError`. */
export async function ending(onError: number, work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    printError(error);
    process.exitCode = onError;
  }
}

/** Adds the meaning of the exit codes to a command's help. */
export function withExitCodes(command: Command, meanings: Readonly<Record<number, string>>): Command {
  const all = { ...meanings, [EXIT.usage]: 'wrong usage' };
  const texts = Object.entries(all).map(([code, meaning]) => `${code} ${meaning}`);
  return command.addHelpText('after', `\nExit codes: ${texts.join('; ')}.`);
}
