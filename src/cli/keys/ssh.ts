import { Command } from 'commander';
import { rotateOperatorKey } from '../../environment/index.js';
import { deployed } from '../deployed.js';
import { EXIT, ending, withExitCodes } from '../exit.js';
import { interruptible } from '../interruptible.js';
import type { Shell } from '../shell.js';

/** `quorate keys ssh ENV` */
export function sshCommand(shell: Shell): Command {
  const command = new Command('ssh')
    .description('give every machine a new key of the operator, and take the old one away; nothing restarts')
    .argument('<environment>', 'environment, for example lab')
    .option('--json', 'print the result as JSON', false)
    .action((name: string, { json }: { json: boolean }) =>
      ending(shell, EXIT.failed, async () => {
        const { environment } = await deployed(shell.cwd, name);
        const done = await interruptible((signal) => rotateOperatorKey(environment, signal));
        shell.print(
          json ? JSON.stringify(done) : `${done.machines.length} machines take this key alone: ${done.public_key}`,
        );
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'done', 1: 'failed; run it again' });
}
