import { Command } from 'commander';
import { configureJob } from '../cluster/index.js';
import { dayTwoOptions, runDayTwo } from './day-two.js';
import { readRootToken } from './read-root-token.js';
import { processShell, type Shell } from './shell.js';
import { ownInput, type ShareInput } from './unseal/read-share.js';

interface ConfigureOptions {
  readonly root: boolean;
  readonly plan: boolean;
  readonly json: boolean;
}

/** `quorate configure ENV [--root]`: makes the settings of the engine what was deployed last. */
export function configureCommand(shell: Shell = processShell, input: ShareInput = ownInput): Command {
  const command = new Command('configure')
    .description(
      "make audit devices, policies, logins and auth methods of the engine what was deployed last; a deploy does so too. With --root also where Quorate's own roles are not let in any more",
    )
    .summary('mend the settings of the engine')
    .argument('<environment>', 'environment, for example lab')
    .option('--root', 'with a root token, read from standard input and revoked in the end', false);
  return dayTwoOptions(command).action((name: string, { root, ...options }: ConfigureOptions) =>
    runDayTwo(shell, name, options, {
      kind: 'configure',
      prepare: async () => configureJob(root && !options.plan ? await readRootToken(input) : null),
      render: ({ mended }) =>
        mended.length === 0 ? 'nothing differed' : mended.map((one) => `mended: ${one}`).join('\n'),
    }),
  );
}
