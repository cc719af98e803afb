import { Command } from 'commander';
import { examine } from './doctor/checks.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { environmentOf, projectFolder } from './project.js';
import { renderFindings } from './render/findings.js';
import { paintFor } from './render/paint.js';
import { processShell, type Shell } from './shell.js';

interface DoctorOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** `quorate doctor [ENV]`: whether this computer has what a deploy needs. Changes nothing. */
export function doctorCommand(shell: Shell = processShell): Command {
  const command = new Command('doctor')
    .description('check that this computer has what a deploy needs, and say how to get what is missing')
    .argument('[environment]', 'check its address as well')
    .option('--json', 'print the checks as JSON', false)
    .option('--quiet', 'print only what is not in order', false)
    .action((name: string | undefined, { json, quiet }: DoctorOptions) =>
      ending(shell, EXIT.failed, async () => {
        const environment = name === undefined ? null : environmentOf(shell.cwd, name).name;
        const checks = await examine({ project: projectFolder(shell.cwd), env: shell.env, environment });
        const ready = checks.every(({ result }) => result !== 'fail');
        const shown = quiet ? checks.filter(({ result }) => result !== 'ok') : checks;
        if (json) shell.print(JSON.stringify({ ready, checks: shown }, null, 2));
        else if (shown.length > 0) shell.print(renderFindings(shown, paintFor(shell.interactive, shell.env)));
        return ready ? EXIT.done : EXIT.failed;
      }),
    );
  return withExitCodes(command, { 0: 'nothing is missing', 1: 'something is missing' });
}
