import { Command } from 'commander';
import { finishRecoveryJob, startRecoveryJob } from '../cluster/index.js';
import { seconds } from '../schema/index.js';
import { confirm } from './confirm.js';
import { dayTwoOptions, runDayTwo } from './day-two.js';
import { quorumCommand } from './recover/quorum.js';
import { deleteCommand, listCommand, readCommand } from './recover/storage.js';
import { tokenCommand } from './recover/token.js';
import { processShell, type Shell } from './shell.js';
import { ownInput, type ShareInput } from './unseal/read-share.js';

/** `quorate recover start|token|list|read|delete|finish|quorum ENV`. */
export function recoverCommand(shell: Shell = processShell, input: ShareInput = ownInput): Command {
  return new Command('recover')
    .description(
      'repair a storage in the recovery mode of its engine, while the cluster stands still; or go on without a lost quorum',
    )
    .summary('repair a storage, or go on without a lost quorum')
    .addCommand(startCommand(shell))
    .addCommand(tokenCommand(shell, input))
    .addCommand(listCommand(shell))
    .addCommand(readCommand(shell))
    .addCommand(deleteCommand(shell))
    .addCommand(finishCommand(shell))
    .addCommand(quorumCommand(shell));
}

function startCommand(shell: Shell): Command {
  const command = new Command('start')
    .description(
      'stop every node and start this one in recovery mode; the cluster serves nobody until `recover finish`',
    )
    .argument('<environment>', 'environment, for example lab')
    .argument('<node>', 'whose storage is worked on, as `quorate status` shows it')
    .option('--yes', 'do not ask', false);
  return dayTwoOptions(command).action(
    (name: string, node: string, options: { plan: boolean; json: boolean; yes: boolean }) =>
      runDayTwo(shell, name, options, {
        kind: 'recover-start',
        prepare: async () => {
          if (!options.yes && !options.plan) await confirm(shell, name, `the outage of ${name} for a recovery`);
          return startRecoveryJob(node);
        },
        render: ({ halted }) =>
          [
            `${node} is in recovery mode; stopped: ${halted.join(', ') || 'no other node'}`,
            `go on with: quorate recover token ${name}; end with: quorate recover finish ${name}`,
          ].join('\n'),
      }),
  );
}

function finishCommand(shell: Shell): Command {
  const command = new Command('finish')
    .description('start the recovered node alone, then let the others join it afresh')
    .argument('<environment>', 'environment, for example lab');
  return dayTwoOptions(command).action((name: string, options: { plan: boolean; json: boolean }) =>
    runDayTwo(shell, name, options, {
      kind: 'recover-finish',
      prepare: () => finishRecoveryJob,
      render: ({ leader, voters, recovery_ms }) =>
        `${leader} leads ${voters.length} voters, every one of them proven, after ${seconds(recovery_ms)}`,
    }),
  );
}
