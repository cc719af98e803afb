import { Command } from 'commander';
import { type FailedOver, failoverJob } from '../environment/index.js';
import { seconds } from '../schema/index.js';
import { confirm } from './confirm.js';
import { dayTwoOptions, runDayTwo } from './day-two.js';
import { deployed } from './deployed.js';
import { processShell, type Shell } from './shell.js';
import { personalShare } from './unseal/personal-share.js';
import { ownInput, type ShareInput } from './unseal/read-share.js';

interface Options {
  readonly plan: boolean;
  readonly json: boolean;
  readonly to: string;
  readonly stop: boolean;
  readonly lost: readonly string[];
  readonly yes: boolean;
}

/** `quorate failover ENV --to ENV2`: the waiting machines of another environment take the cluster over. */
export function failoverCommand(shell: Shell = processShell, input: ShareInput = ownInput): Command {
  const command = new Command('failover')
    .description(
      'restore the newest snapshot of a cluster into the machines that wait for it elsewhere; what came after it is lost',
    )
    .summary('have a standby environment take a cluster over')
    .argument('<environment>', 'environment whose cluster is lost, or is to move')
    .requiredOption('--to <environment>', 'environment whose stack says that it waits for it')
    .option('--stop', 'the cluster still serves: take a last snapshot and stop it', false)
    .option('--lost <nodes...>', 'machines of it that do not answer and will not come back', [])
    .option('--yes', 'do not ask', false);
  return dayTwoOptions(command).action((name: string, { to, stop, lost, yes, ...options }: Options) =>
    runDayTwo(shell, to, options, {
      kind: 'failover',
      prepare: async (environment, spec) => {
        const origin = await deployed(shell.cwd, name);
        if (!options.plan && !yes) await confirm(shell, name, `the failover of ${name} to ${to}`);
        const share = options.plan ? null : await personalShare(spec, input);
        return failoverJob(origin.environment, origin.spec, environment, share, { stop, lost });
      },
      render,
    }),
  );
}

function render({ from, to, snapshot, leader, voters, rpo_seconds, rto_ms }: FailedOver): string {
  return [
    `${to} has taken over the cluster of ${from}: ${leader ?? 'nobody'} leads ${voters.length} voters after ${seconds(rto_ms)}`,
    `restored from ${snapshot}: what was written in the ${rpo_seconds} s before the failover is not in it`,
  ].join('\n');
}
