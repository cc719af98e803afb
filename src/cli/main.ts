import { CommanderError } from 'commander';
import { EXIT, printError } from './exit.js';
import { programFor } from './program.js';

const args = process.argv.slice(2);
try {
  await (await programFor(args)).parseAsync(args, { from: 'user' });
} catch (error) {
  // Commander has said what is wrong; help and version are no mistake.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  else {
    printError(error);
    process.exitCode = EXIT.failed;
  }
}
