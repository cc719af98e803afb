import { Command } from 'commander';
import { recoveryTokenJob } from '../../cluster/index.js';
import { dayTwoOptions, runDayTwo } from '../day-two.js';
import { renderTurn } from '../render/share-turn.js';
import type { Shell } from '../shell.js';
import { personalShare } from '../unseal/personal-share.js';
import type { ShareInput } from '../unseal/read-share.js';

/** `quorate recover token ENV` */
export function tokenCommand(shell: Shell, input: ShareInput): Command {
  const command = new Command('token')
    .description(
      'give one share from standard input, or in a lab all that are needed, for the token that opens the storage; it is kept for the other commands and not shown',
    )
    .summary('give a share for the recovery token')
    .argument('<environment>', 'environment, for example lab');
  return dayTwoOptions(command).action((name: string, options: { plan: boolean; json: boolean }) =>
    runDayTwo(shell, name, options, {
      kind: 'recover-token',
      prepare: async (_, spec) => recoveryTokenJob(await personalShare(spec, input)),
      render: ({ given, required, made }) =>
        made ? `the token is made; look around with: quorate recover list ${name}` : renderTurn({ given, required }),
    }),
  );
}
