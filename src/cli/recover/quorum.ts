import { Command } from 'commander';
import { type LostQuorum, quorumLoss, recoverQuorumJob } from '../../cluster/index.js';
import { deployCommand, QuorateError, seconds } from '../../schema/index.js';
import { confirm } from '../confirm.js';
import { dayTwoOptions, runDayTwo } from '../day-two.js';
import type { Shell } from '../shell.js';

interface QuorumOptions {
  readonly plan: boolean;
  readonly json: boolean;
  readonly lost: readonly string[];
  readonly yes: boolean;
  readonly acceptLoss: boolean;
}

/** `quorate recover quorum ENV` */
export function quorumCommand(shell: Shell): Command {
  const command = new Command('quorum')
    .description(
      'go on with the newest survivor alone, when too few voters are left to elect a leader; says first what is lost',
    )
    .summary('go on without a lost quorum')
    .argument('<environment>', 'environment, for example lab')
    .option('--lost <nodes...>', 'machines that cannot be reached and will not come back', [])
    .option('--yes', 'do not ask for the name of the environment', false)
    .option('--accept-loss', 'do not ask for the name of the survivor either', false);
  return dayTwoOptions(command).action((name: string, options: QuorumOptions) =>
    runDayTwo(shell, name, options, {
      kind: 'recover-quorum',
      // Asked under the lock: what is answered is about a cluster that nobody else changes meanwhile.
      prepare: () => async (context, brokenOff) => {
        const loss = await quorumLoss(context, options.lost, brokenOff);
        if (!options.plan && loss !== null) await askTwice(shell, name, loss, options);
        return await recoverQuorumJob(options.lost)(context, brokenOff);
      },
      render: ({ node, recovery_ms }) =>
        `${node} leads alone and takes writes${recovery_ms === null ? '' : `, after ${seconds(recovery_ms)}`}; go on with: ${deployCommand(name)}`,
    }),
  );
}

async function askTwice(
  shell: Shell,
  name: string,
  { node, text }: LostQuorum,
  { yes, acceptLoss }: QuorumOptions,
): Promise<void> {
  shell.note(text);
  if (!yes) await confirm(shell, name, `the recovery of ${name}`);
  if (acceptLoss) return;
  if (!shell.interactive) {
    throw new QuorateError(
      'QRT-CONFIRM',
      'the loss was not accepted: there is no terminal to ask on',
      'Add --accept-loss as well, once you have read what is lost. Nothing was changed.',
    );
  }
  await confirm(shell, node, `the loss that comes with going on with ${node}`);
}
