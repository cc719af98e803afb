import { Command, Option } from 'commander';
import { publishAuthorities } from '../environment/index.js';
import { PORTS } from '../schema/index.js';
import { deployed } from './deployed.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { clientVariables, renderExports, renderUnset, SHELLS, type ShellLanguage } from './render/exports.js';
import { entryAddress } from './request-token.js';
import { processShell, type Shell } from './shell.js';

interface EnvOptions {
  readonly shell: ShellLanguage;
  readonly unset: boolean;
}

/** `quorate env ENV`: what stock clients and their libraries need to find and trust the cluster. */
export function envCommand(shell: Shell = processShell): Command {
  const command = new Command('env')
    .description('print the exports with which stock clients find and trust the cluster')
    .argument('<environment>', 'environment, for example lab')
    .addOption(new Option('--shell <shell>', 'whose syntax').choices(SHELLS).default('sh'))
    .option('--unset', 'print what takes the exports back', false)
    .addHelpText('after', '\nUse: eval "$(quorate env lab)", in fish: quorate env lab --shell fish | source')
    .action((name: string, options: EnvOptions) =>
      ending(shell, EXIT.failed, async () => {
        const { environment, spec } = await deployed(shell.cwd, name);
        const address = `https://${entryAddress(spec)}:${PORTS.api}`;
        if (options.unset) {
          const variables = clientVariables(spec.engine.name, address, '');
          shell.print(renderUnset(Object.keys(variables), options.shell));
          return EXIT.done;
        }
        const file = await publishAuthorities(environment);
        shell.print(renderExports(clientVariables(spec.engine.name, address, file), options.shell));
        if (shell.interactive) shell.note(`to use it: eval "$(quorate env ${name})"`);
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'printed', 1: 'not deployed, or its authorities cannot be read' });
}
