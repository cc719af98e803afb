import { createInterface } from 'node:readline/promises';
import { QuorateError } from '../schema/index.js';
import type { Shell } from './shell.js';

/**
 * Has a person confirm what was just shown by typing the environment's name.
 *
 * @throws QuorateError `QRT-CONFIRM` when something else is typed, or when there is nobody to ask.
 */
export async function confirm({ interactive }: Pick<Shell, 'interactive'>, name: string, what: string): Promise<void> {
  if (!interactive) {
    throw new QuorateError('QRT-CONFIRM', `${what} was not confirmed: there is no terminal to ask on`, 'Add --yes.');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Type ${name} to go on: `);
    if (answer.trim() === name) return;
  } finally {
    terminal.close();
  }
  throw new QuorateError('QRT-CONFIRM', `${what} was not confirmed`, 'Nothing was changed.');
}
