import { Command, CommanderError } from 'commander';
import { downCommand } from './down.js';
import { EXIT, printError } from './exit.js';
import { statusCommand } from './status.js';

const program = new Command('quorate')
  .description('Immutable, highly available Vault and OpenBao clusters, the Terraform way')
  .exitOverride()
  .addCommand(statusCommand())
  .addCommand(downCommand());
for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    printError(error);
    process.exitCode = EXIT.failed;
  }
}
