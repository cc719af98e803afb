import { Command } from 'commander';
import { writePause } from '../cluster/index.js';
import { currentHolder, who } from '../operation/index.js';
import { deployed } from './deployed.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { processShell, type Shell } from './shell.js';

/** `quorate pause ENV`: nothing is changed any more until somebody resumes. */
export function pauseCommand(shell: Shell = processShell): Command {
  const command = new Command('pause')
    .description('let a deploy stop before its next change, and later ones before their first; the cluster serves on')
    .summary('let nothing be changed until it is resumed')
    .argument('<environment>', 'environment, for example lab')
    .action((name: string) =>
      ending(shell, EXIT.failed, async () => {
        const { environment } = await deployed(shell.cwd, name);
        await writePause(environment.store, { by: who(), since: new Date().toISOString() });
        const holder = await currentHolder(environment.store);
        shell.note(
          holder
            ? `${name} is paused: ${holder.operation} of ${holder.who} stops before its next change`
            : `${name} is paused: nothing was under way`,
        );
        shell.note(`go on with: quorate resume ${name}`);
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'paused', 1: 'failed' });
}
