import { Command } from 'commander';
import { deletePause, readPause } from '../cluster/index.js';
import { deployCommand } from '../schema/index.js';
import { deployed } from './deployed.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { processShell, type Shell } from './shell.js';

/** `quorate resume ENV`: takes a pause back. */
export function resumeCommand(shell: Shell = processShell): Command {
  const command = new Command('resume')
    .description('take a pause back; what was stopped goes on with the next deploy')
    .argument('<environment>', 'environment, for example lab')
    .action((name: string) =>
      ending(shell, EXIT.failed, async () => {
        const { environment } = await deployed(shell.cwd, name);
        const pause = await readPause(environment.store);
        await deletePause(environment.store);
        shell.note(
          pause === null
            ? `${name} was not paused`
            : `${name} is no longer paused (${pause.by}, since ${pause.since}); go on with: ${deployCommand(name)}`,
        );
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'not paused', 1: 'failed' });
}
